// Written by `deno task gen`: edit the entries, not this file.
import bagOfEmbeddings from "./bag_of_embeddings.ts";
import bilstm from "./bilstm.ts";
import bilstmTagger from "./bilstm_tagger.ts";
import cnn from "./cnn.ts";
import lstm from "./lstm.ts";
import mlp from "./mlp.ts";
import resnetSmall from "./resnet_small.ts";
import textCnn from "./text_cnn.ts";
import type { Encoder } from "./encoder.ts";

/** All encoders, by name. */
export const encoders: { readonly [name: string]: Encoder } = {
  bag_of_embeddings: bagOfEmbeddings,
  bilstm,
  bilstm_tagger: bilstmTagger,
  cnn,
  lstm,
  mlp,
  resnet_small: resnetSmall,
  text_cnn: textCnn,
};
