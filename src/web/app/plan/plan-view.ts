import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsText } from '../../../ports/console/console-settings.ts';
import type { Shape } from '../canvas/shapes.ts';
import { changed, keyOf, replaced } from '../canvas/shapes.ts';
import { useSpace } from '../canvas/use-space.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { api } from '../kit/api.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { usePreview } from '../kit/preview-card.ts';
import { isIll } from '../kit/sensor-problems.ts';
import { useValue } from '../kit/use-value.ts';
import * as state from '../state/app-state.ts';
import { DraftBar } from './draft-bar.ts';
import type { EditorViewProps } from './editor-props.ts';
import { Inspector } from './inspector.ts';
import { PlanHead } from './plan-head.ts';
import { PlanTools } from './plan-tools.ts';
import type { EditorProps } from './shape-editor.ts';
import { ShapeEditor } from './shape-editor.ts';
import { ToolBar } from './tool-bar.ts';
import { useDraft } from './use-draft.ts';
import { usePlanKeys } from './use-plan-keys.ts';
import { useSketch } from './use-sketch.ts';

/** Page on which the user draws the floor plan, zones and lines, tries them on recent tracks, and applies them. */
export function PlanView(props: ViewProps): VNode {
  const [settings, setSettings] = useState<SettingsText>();
  const [schema, setSchema] = useState<FormSchema>();
  const isTechnician = props.session.role === 'technician';
  useEffect(() => {
    if (!isTechnician) return;
    const failed = (error: Error) => props.announce(t('failed', { why: error.message }));
    api.settings().then(setSettings, failed);
    api.schema().then((form) => setSchema(form as FormSchema), failed);
  }, []);
  if (!isTechnician) return html`<main><p class="card">${t('viewerOnly')}</p></main>`;
  if (settings === undefined) return html`<main><p class="quiet">${t('loading')}</p></main>`;
  return html`<${Editor} ...${props} settings=${settings} setSettings=${setSettings} schema=${schema} />`;
}

function Editor(props: EditorViewProps): VNode {
  const { shop } = props;
  const [spaceId, setSpace] = useSpace(shop);
  const editing = useDraft(props);
  const space = shop.spaces.find(({ id }) => id === spaceId) ?? shop.spaces[0];
  if (space !== undefined) {
    return html`<${Board} key=${space.id} ...${props} editing=${editing} space=${space} setSpace=${setSpace} />`;
  }
  const nothing = () => undefined;
  const none = {
    mode: 'edit',
    sketch: [],
    undone: [],
    begin: nothing,
    undoCorner: nothing,
    redoCorner: nothing,
  };
  return html`<main class="board bare"><${PlanHead} spaces=${[]} chosen="" choose=${setSpace} editing=${editing} sketching=${none} />
    <div class="inspector"><p>${t('nothingToDrawOn')}</p><${PlanTools} ...${props} ...${editing} sketching=${none} space=${undefined} setSpace=${setSpace} /></div></main>`;
}

type BoardProps = EditorViewProps & {
  readonly editing: ReturnType<typeof useDraft>;
  readonly space: ViewProps['shop']['spaces'][number];
  readonly setSpace: (id: string) => void;
};

/** Shows the drawing over the whole screen. */
function Board(props: BoardProps): VNode {
  const { shop, space, setSpace, editing, hasPlan } = props;
  const { drawing, setDrawing } = editing;
  const [chosen, setChosen] = useState('');
  const [corner, setCorner] = useState(-1);
  const [showsPaths, setShowsPaths] = useState(false);
  const paths = usePaths(space.id);
  const status = useValue(state.status);
  const preview = usePreview(space.unit === 'px' ? space.id : '');
  const zoom = useZoom(space);
  const choose = (key: string) => {
    if (key !== chosen) setCorner(-1);
    setChosen(key);
  };
  const add = (shape: Shape) => {
    setDrawing(
      isThere(drawing.shapes, shape)
        ? replaced(drawing, shape)
        : changed(drawing, [...drawing.shapes, shape]),
    );
    choose(keyOf(shape));
  };
  const sketching = useSketch(space.id, drawing.shapes, add);
  const change = (shape: Shape) => setDrawing(replaced(drawing, shape));
  usePlanKeys({ editing, sketching, zoom });
  const editor: EditorProps = {
    ...{ space, hasPlan, zoom, chosen, choose, corner, setCorner, change },
    ...{ shapes: drawing.shapes, clashes: editing.clashes, picture: preview.picture },
    ...{
      mode: sketching.mode,
      sketch: sketching.sketch,
      addCorner: sketching.addCorner,
      finish: sketching.finish,
    },
    paths: showsPaths ? paths : undefined,
    isIll: ({ id }) => isIll(id, status),
  };
  const inspector = {
    ...{ sketching, paths, preview, chosen, choose, corner, setCorner, change, showsPaths, setShowsPaths },
    remove: (shape: Shape) =>
      setDrawing(
        changed(
          drawing,
          drawing.shapes.filter((other) => other !== shape),
        ),
      ),
  };
  return html`<main class="board">
    <${PlanHead} spaces=${shop.spaces} chosen=${space.id} choose=${setSpace} editing=${editing} sketching=${sketching} />
    <${ToolBar} sketching=${sketching} isFloor=${space.id === 'floor'} zoom=${zoom} />
    <div class="canvas"><${ShapeEditor} ...${editor} /></div>
    <${Inspector} ...${props} ...${inspector} />
    <${DraftBar} editing=${editing} sketching=${sketching} />
  </main>`;
}

function isThere(shapes: readonly Shape[], shape: Shape): boolean {
  return shapes.some((other) => keyOf(other) === keyOf(shape));
}

function usePaths(space: string): EditorProps['paths'] {
  const [paths, setPaths] = useState<EditorProps['paths']>();
  useEffect(() => {
    setPaths(undefined);
    void api.paths(space).then(setPaths, () => undefined);
  }, [space]);
  return paths;
}
