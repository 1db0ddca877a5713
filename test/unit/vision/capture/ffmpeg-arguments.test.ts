import { describe, expect, test } from 'vitest';
import { ffmpegArguments } from '../../../../src/vision/capture/ffmpeg-arguments.ts';

const format = { inputWidth: 416, inputHeight: 416, pixelFormat: 'gbrp', padLevel: 0 } as const;

function valueAfter(args: readonly string[], option: string): string | undefined {
  return args[args.indexOf(option) + 1];
}

describe('arguments for ffmpeg', () => {
  test('a path is never taken for an option or a protocol', () => {
    const args = ffmpegArguments({ source: { kind: 'file', path: '-http:x.mp4' }, format });
    expect(valueAfter(args, '-i')).toBe('file:-http:x.mp4');
  });

  test('a file joined midway is sought to a second before, and frames before the place are left out', () => {
    const args = ffmpegArguments({ source: { kind: 'file', path: 'x' }, format, fromMs: 9_850 });
    expect(valueAfter(args, '-ss')).toBe('8.850');
    expect(valueAfter(args, '-vf')).toContain("select='gte(t,9.850)'");
  });

  test('a file joined within its first second is not sought', () => {
    expect(ffmpegArguments({ source: { kind: 'file', path: 'x' }, format, fromMs: 400 })).not.toContain(
      '-ss',
    );
  });

  test('network cameras are read over TCP', () => {
    const args = ffmpegArguments({
      source: { kind: 'rtsp', url: 'rtsp://camera/1' },
      format,
      framesPerSecond: 5,
    });
    expect(valueAfter(args, '-rtsp_transport')).toBe('tcp');
    expect(valueAfter(args, '-vf')).toContain('floor(t*5+0.125)');
  });

  test('a Pi camera takes only the pictures wanted, so none is picked from them', () => {
    const args = ffmpegArguments({
      source: { kind: 'rpicam', camera: 0 },
      format,
      framesPerSecond: 5,
      rawSize: { widthPx: 640, heightPx: 360 },
    });
    expect(valueAfter(args, '-video_size')).toBe('640x360');
    expect(valueAfter(args, '-vf')).not.toContain('select');
  });
});
