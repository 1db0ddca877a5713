import type { CameraSource, PictureSize } from '../../ports/camera-link.ts';
import { letterboxFilter, stretchFilter } from '../letterbox.ts';
import { streamAddress } from './sources.ts';

export interface FrameFormat {
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly pixelFormat: 'gbrp' | 'gray';
  readonly padLevel: number;
  /** True when the picture is stretched to the input's shape instead of padded. */
  readonly isStretched?: boolean;
}

export interface CapturePlan {
  readonly source: CameraSource;
  readonly format: FrameFormat;
  readonly framesPerSecond?: number;
  /** For files: skips the frames before this offset. */
  readonly fromMs?: number;
  /** For a Pi camera: size of the raw I420 pictures on standard input. */
  readonly rawSize?: PictureSize;
}

/**
 * A frame that is early by up to this share of a sampling interval still belongs to the interval: time stamps are
 * rounded.
 */
const GRID_SLACK = 0.125;
/**
 * How far before the wanted offset ffmpeg starts to read. It can start only at a key frame, and it also needs the frame
 * before the first wanted frame.
 */
const PREROLL_MS = 1_000;
const RTSP_TIMEOUT_US = 10_000_000;

/**
 * Arguments for ffmpeg. It writes raw frames at the detector's size to stdout. To stderr, the filter `showinfo` writes
 * each frame's time (µs of the stream's clock) and its size before scaling. The log flag `repeat` makes ffmpeg print
 * each line, even one that equals the line before.
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
  // A Pi camera delivers only the requested pictures, so none are dropped here.
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

/**
 * ffmpeg expression for the number of the sampling interval that contains a time. It depends only on the time, so it is
 * the same wherever reading began.
 */
function period(time: string, framesPerSecond: number): string {
  return `floor(${time}*${framesPerSecond}+${GRID_SLACK})`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
