import type { CameraSource, PictureSize } from '../../ports/camera-link.ts';
import { letterboxFilter, stretchFilter } from '../letterbox.ts';
import { streamAddress } from './sources.ts';

/** What a detector takes. */
export interface FrameFormat {
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly pixelFormat: 'gbrp' | 'gray';
  readonly padLevel: number;
  /** The picture is stretched to the input's shape and not padded. */
  readonly isStretched?: boolean;
}

export interface CapturePlan {
  readonly source: CameraSource;
  readonly format: FrameFormat;
  readonly framesPerSecond?: number;
  /** Files: frames before this place are left out. */
  readonly fromMs?: number;
  /** Pi camera: the size of the raw I420 pictures that come on stdin. */
  readonly rawSize?: PictureSize;
}

/** A frame this share of a period before its grid instant still counts for it: time stamps are rounded. */
const GRID_SLACK = 0.125;
/** Seeking lands on a key frame before the place; the frame before the first wanted one must be seen as well. */
const PREROLL_MS = 1_000;
const RTSP_TIMEOUT_US = 10_000_000;

/**
 * Arguments for ffmpeg: raw frames on stdout at the detector's size; on stderr, from `showinfo`, each frame's time in
 * microseconds on the stream's clock and its size before scaling. `repeat` because equal lines must not be folded.
 */
export function ffmpegArguments(plan: CapturePlan): string[] {
  const { format } = plan;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info'],
    ...inputArguments(plan),
    ...['-map', '0:v:0', '-vf', filters(plan), '-fps_mode', 'passthrough'],
    ...['-pix_fmt', format.pixelFormat, '-f', 'rawvideo', 'pipe:1'],
  ];
}

function inputArguments({ source, fromMs = 0, rawSize }: CapturePlan): string[] {
  switch (source.kind) {
    case 'file': {
      const seek = fromMs > PREROLL_MS ? ['-noaccurate_seek', '-ss', seconds(fromMs - PREROLL_MS)] : [];
      return ['-threads', '1', ...seek, '-copyts', '-start_at_zero', '-i', `file:${source.path}`];
    }
    case 'rtsp':
      return [
        ...['-threads', '2', '-rtsp_transport', 'tcp', '-timeout', String(RTSP_TIMEOUT_US)],
        ...['-fflags', 'nobuffer', '-flags', 'low_delay', '-i', streamAddress(source)],
      ];
    case 'v4l2':
      return ['-threads', '2', '-f', 'v4l2', '-i', source.device];
    case 'rpicam':
    case 'accelerated':
      return [
        ...['-f', 'rawvideo', '-pixel_format', 'yuv420p'],
        ...['-video_size', `${rawSize?.widthPx}x${rawSize?.heightPx}`, '-i', 'pipe:0'],
      ];
  }
}

function resizeFilter({ inputWidth, inputHeight, padLevel, isStretched }: FrameFormat): string {
  return isStretched === true
    ? stretchFilter(inputWidth, inputHeight)
    : letterboxFilter(inputWidth, inputHeight, padLevel);
}

function filters({ source, framesPerSecond, fromMs, format }: CapturePlan): string {
  // A Pi camera takes only the requested pictures.
  const pickPerSecond = source.kind === 'rpicam' ? undefined : framesPerSecond;
  const picked = [
    ...(fromMs === undefined ? [] : [`gte(t,${seconds(fromMs)})`]),
    ...(pickPerSecond === undefined
      ? []
      : [`not(eq(${period('t', pickPerSecond)},${period('prev_t', pickPerSecond)}))`]),
  ];
  return [
    ...(picked.length === 0 ? [] : [`select='${picked.join('*')}'`]),
    'settb=1/1000000',
    'showinfo=checksum=0',
    resizeFilter(format),
  ].join(',');
}

/** Number of the grid period that a time lies in: depends on the time alone, not on where reading began. */
function period(time: string, framesPerSecond: number): string {
  return `floor(${time}*${framesPerSecond}+${GRID_SLACK})`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
