import { describe, expect, test } from 'vitest';
import { CANDIDATE_PARTS, Candidates } from '../../../src/vision/candidates.ts';
import { decodeNanodetLevel } from '../../../src/vision/decode-nanodet.ts';
import { decodeYolox } from '../../../src/vision/decode-yolox.ts';
import { createHeadDecoder } from '../../../src/vision/head-decoder.ts';
import type { ModelEntry } from '../../../src/vision/model-manifest.ts';
import { readManifest } from '../../../src/vision/model-manifest.ts';

function boxesOf(found: Candidates): number[][] {
  return Array.from({ length: found.count }, (_, index) =>
    Array.from(found.parts.subarray(index * CANDIDATE_PARTS, (index + 1) * CANDIDATE_PARTS), (value) =>
      Number(value.toFixed(3)),
    ),
  );
}

function entryOf(name: string): ModelEntry {
  const entry = readManifest().find((model) => model.name === name);
  if (entry === undefined) throw new Error(`no model ${name}`);
  return entry;
}

/** Logits whose softmax is all on one distance. */
function distance(bins: Float32Array, cell: number, side: number, strides: number): void {
  bins[(cell * 4 + side) * 8 + strides] = 100;
}

describe("NanoDet's head", () => {
  const columns = 416 / 32;
  const cells = columns * columns;

  function level() {
    const distances = new Float32Array(cells * 32);
    return { stride: 32, centre: 0, scores: new Float32Array(cells * 80), distances };
  }

  test('a cell says how many strides its centre is from each side', () => {
    const { stride, scores, distances } = level();
    const cell = 2 * columns + 5;
    scores[cell * 80] = 0.75;
    for (const [side, strides] of [1, 2, 3, 4].entries()) distance(distances, cell, side, strides);
    const found = new Candidates();
    decodeNanodetLevel({ stride, centre: stride / 2, scores, distances }, 416, 0.5, found);
    const [x, y] = [5 * 32 + 16, 2 * 32 + 16];
    expect(boxesOf(found)).toEqual([[x - 32, y - 64, x + 96, y + 128, 0.75]]);
  });

  test('a flat distribution means its middle, 3.5 strides', () => {
    const made = level();
    made.scores[0] = 1;
    const found = new Candidates();
    decodeNanodetLevel(made, 416, 0.5, found);
    expect(boxesOf(found)).toEqual([[-112, -112, 112, 112, 1]]);
  });

  test('other classes and weak people are not looked at', () => {
    const made = level();
    made.scores[80 + 2] = 0.99;
    made.scores[160] = 0.3;
    const found = new Candidates();
    decodeNanodetLevel(made, 416, 0.31, found);
    expect(found.count).toBe(0);
  });

  test('distinguishes outputs by shape, in any order', () => {
    const outputs = [2704, 676, 169].flatMap((count) => [
      { data: new Float32Array(count * 32), dims: [1, count, 32] },
      { data: new Float32Array(count * 80), dims: [1, count, 80] },
    ]);
    for (const { data, dims } of outputs) if (dims[2] === 80) data[0] = 0.9;
    const found = new Candidates();
    createHeadDecoder(entryOf('nanodet-plus-m-416'), 0.5)(outputs.reverse(), found);
    expect(boxesOf(found).map(([left]) => left)).toEqual([3.5 - 28, 7.5 - 56, 15.5 - 112]);
  });

  test('outputs of a shape that is not expected are refused', () => {
    const decode = createHeadDecoder(entryOf('nanodet-m-tfjs'), 0.5);
    const wrong = [{ data: new Float32Array(85), dims: [1, 1, 85] }];
    expect(() => decode(wrong, new Candidates())).toThrow(
      "model 'nanodet-m-tfjs' gives outputs of unexpected shapes",
    );
  });
});

describe("YOLOX's head", () => {
  test('rows are offsets in their grid, log sizes, and a product of scores', () => {
    const rows = new Float32Array(3549 * 85);
    const cell = 52 * 52 + 3 * 26 + 4;
    rows.set([0.5, 0.25, Math.log(2), Math.log(4), 0.8, 0.5], cell * 85);
    const found = new Candidates();
    decodeYolox(rows, { inputWidth: 416, inputHeight: 416 }, 0.3, found);
    const [x, y] = [4.5 * 16, 3.25 * 16];
    expect(boxesOf(found)).toEqual([[x - 16, y - 32, x + 16, y + 32, 0.4]]);
  });

  test('an object that is no person is not looked at', () => {
    const rows = new Float32Array(3549 * 85);
    rows.set([0, 0, 0, 0, 1, 0, 1], 85);
    const found = new Candidates();
    createHeadDecoder(entryOf('yolox-nano-416'), 0.1)([{ data: rows, dims: [1, 3549, 85] }], found);
    expect(found.count).toBe(0);
  });
});

describe("a DETR's head", () => {
  const queries = 300;
  const outputs = (classes: number) => {
    const boxes = { data: new Float32Array(queries * 4), dims: [1, queries, 4] };
    const logits = { data: new Float32Array(queries * classes).fill(-9), dims: [1, queries, classes] };
    return { boxes, logits };
  };

  test('a query is a box in shares of the input and a sigmoid a class, in either order', () => {
    const { boxes, logits } = outputs(80);
    boxes.data.set([0.5, 0.25, 0.1, 0.2], 4 * 7);
    logits.data[80 * 7] = Math.log(3);
    for (const given of [
      [boxes, logits],
      [logits, boxes],
    ]) {
      const found = new Candidates();
      createHeadDecoder(entryOf('d-fine-n-640'), 0.25)(given, found);
      expect(boxesOf(found)).toEqual([[288, 96, 352, 224, 0.75]]);
    }
  });

  test('the place of person among the classes is the model’s, other classes are not looked at', () => {
    const { boxes, logits } = outputs(91);
    boxes.data.set([0.5, 0.5, 0.5, 0.5]);
    boxes.data.set([0.5, 0.5, 0.2, 0.2], 4);
    logits.data[0] = 5;
    logits.data[91 + 1] = 5;
    const found = new Candidates();
    createHeadDecoder({ ...entryOf('d-fine-n-640'), personClass: 1 }, 0.25)([boxes, logits], found);
    expect(boxesOf(found).map(([left]) => left)).toEqual([256]);
  });

  test('outputs of a shape that is not expected are refused', () => {
    const decode = createHeadDecoder(entryOf('d-fine-n-640'), 0.5);
    const wrong = [{ data: new Float32Array(4), dims: [1, 1, 4] }];
    expect(() => decode(wrong, new Candidates())).toThrow('gives outputs of unexpected shapes');
  });
});
