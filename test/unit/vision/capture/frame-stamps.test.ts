import { describe, expect, test } from 'vitest';
import { decodeStamp, FrameStamps } from '../../../../src/vision/capture/frame-stamps.ts';

const FFMPEG_5 =
  '[Parsed_showinfo_2 @ 0x55a8dcdbb800] [info] n:   1 pts:21300000 pts_time:21.3    pos:   510916 fmt:yuv420p sar:0/1 s:768x432 i:P iskey:0 type:B ';
const FFMPEG_7 =
  '[Parsed_showinfo_1 @ 0x7f2] [info] n:  12 pts: 480000 pts_time:0.48    duration:  40000 duration_time:0.04 fmt:yuvj420p cl:left sar:1/1 s:1280x720 i:P iskey:1 type:I ';
const STAMP = { ptsUs: 21_300_000, widthPx: 768, heightPx: 432 };

describe('what ffmpeg says of its frames', () => {
  test.each([
    [FFMPEG_5, STAMP],
    [FFMPEG_7, { ptsUs: 480_000, widthPx: 1280, heightPx: 720 }],
    [FFMPEG_5.replace('21300000', 'NOPTS'), { ...STAMP, ptsUs: undefined }],
    [FFMPEG_5.replace('21300000', '-40000'), { ...STAMP, ptsUs: -40_000 }],
    ['[Parsed_showinfo_2 @ 0x5] [info] config in time_base: 1/1000000, frame_rate: 10/1', undefined],
    ['[info] Stream #0:0: Video: h264, yuv420p, 768x432, 10 fps', undefined],
    ['', undefined],
  ])('%s', (line, stamp) => {
    expect(decodeStamp(line)).toEqual(stamp);
  });

  test('stamps are found however the text is cut', () => {
    const text = `[info] Input #0\n${FFMPEG_5}\n[Parsed] [info] color_range:tv\n${FFMPEG_7}\n`;
    for (let cut = 0; cut <= text.length; cut += 1) {
      const stamps = new FrameStamps();
      expect([...stamps.push(text.slice(0, cut)), ...stamps.push(text.slice(cut))]).toHaveLength(2);
    }
  });

  test('the last complaints are kept, without their sender', () => {
    const stamps = new FrameStamps();
    for (let index = 0; index < 9; index += 1) stamps.push(`[h264 @ 0x1] [error] frame ${index} is bad\n`);
    stamps.push('[rtsp @ 0x2] [warning] late\nConversion failed!\n');
    expect(stamps.troubles).toEqual([5, 6, 7, 8].map((index) => `frame ${index} is bad`));
  });

  test('what ffmpeg says of a cut file is counted, and how long the file says it is', () => {
    const stamps = new FrameStamps();
    stamps.push('[info]   Duration: 01:02:19.40, start: 0.000000, bitrate: 604 kb/s\n');
    stamps.push(
      '[matroska,webm @ 0x1] [error] File ended prematurely\n[warning] file:a: corrupt input packet\n',
    );
    stamps.push('[h264 @ 0x1] [error] mmco: unref short failure\n');
    expect(stamps).toMatchObject({ durationS: 3739.4, damages: 2, firstDamage: 'File ended prematurely' });
  });

  test('a line without end costs no memory', () => {
    const stamps = new FrameStamps();
    for (let index = 0; index < 100; index += 1) stamps.push('x'.repeat(10_000));
    expect(stamps.push(`\n${FFMPEG_5}\n`)).toEqual([STAMP]);
  });
});
