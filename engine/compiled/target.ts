/** Target of a graph, by which lowerings choose their nodes. */
export interface Target {
  /** Block size of the channels in ONNX Runtime's convolutions; 1 without blocks. */
  readonly channelBlock: number;
}

/** GPUs, which use no blocks of channels. */
export const GPU: Target = { channelBlock: 1 };
