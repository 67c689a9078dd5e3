__interpreted__ = True
"""What models are called with: the kinds of parameters by their names, and which of them the canonical call gives.

A `*` stands for any text. Where no name fits, the annotation decides; where that says nothing, the input is unknown.
"""

# The first row with a fitting name decides.
kinds = (
    # Not tensors, or of a kind that depends on the caller.
    ("unknown", "past_key_value", "past_key_values", "*_past_key_values", "layer_past", "past",
     "past_key*", "past_buckets*", "past_observed_mask", "cache",
     "cache_params", "*_cache", "mems", "*_outputs", "encoder_output", "generator", "kwargs", "config",
     "module"),
    ("flag", "use_*", "output_attentions", "output_hidden_states", "output_router_logits",
     "output_*_attentions", "output_dense", "output_multivector", "return_*", "interpolate_pos_encoding",
     "do_*", "is_*", "skip_*", "training"),
    ("size", "logits_to_keep", "num_logits_to_keep", "*_length", "seq_len", "batch_size", "max_seqlen*",
     "num_*", "layer_idx", "unsqueeze_dim", "height", "width", "*_dim", "dim", "n_rep",
     "last_frame_pad_length"),
    ("number", "dropout", "dropout_p", "scaling", "scale", "softcap", "eps", "temperature", "bandwidth"),
    ("boolean", "bool_masked_pos", "*_pos_masks", "patch_attention_mask", "mask_time_indices",
     "special_image_mask", "image_embeds_position_mask"),
    # Masks that are multiplied with weights, and targets that are measured and not counted.
    ("floating", "head_mask", "*_head_mask", "perm_mask", "target_mapping", "full_text_row_masked_out_mask",
     "spectrogram_labels", "pitch_labels", "energy_labels", "float_answer", "numeric_values*"),
    ("integer", "*_ids", "*_ids_*", "*_mask", "*_masks", "*_thw", "*_sizes", "labels", "*_labels", "*_label",
     "*_positions", "cache_position", "cu_seqlens*", "cu_seq_lens*", "*_lengths", "*_lens", "indices",
     "*_indices", "*_index", "bbox", "*_bbox", "spatial_shapes", "*_shapes", "input_tokens", "langs", "lengths",
     "token_types", "xpath_*", "rope_deltas", "audio_codes", "input_codes"),
    ("pair", "position_embeddings", "position_embeddings_*", "*_cos_sin"),
    ("floating", "pixel_values*", "*_pixel_values", "*_features", "*_values", "*_embeds", "*_embedding",
     "*_embeddings", "*_states", "*_state", "*_hidden", "hidden", "hidden_state*", "features", "input_feature",
     "inputs", "input", "input_tensor", "x", "query", "key", "value", "q", "k", "v", "queries", "keys",
     "values", "query_*", "key_*", "value_*", "cos", "sin", "cos_*", "sin_*", "freqs*", "rotary_pos_emb*",
     "*_bias", "second_per_grid_ts", "*_second_per_grid", "reference_points*", "latents", "*_latents", "noise",
     "noise_*", "waveform", "spectrogram", "flattened_patches", "*_patches", "patches", "*_scores", "scores",
     "*_logits", "logits", "residual", "sample", "embeddings", "states", "image", "images", "attn_weights",
     "attn_output", "sinusoidal_pos", "*_output", "*_inputs"),
)

# One number for each place of each text in the canonical call.
two_dimensional = (
    "input_ids", "attention_mask", "decoder_input_ids", "decoder_attention_mask", "token_type_ids",
)

# Recordings: outside of models nobody knows in which dtype they come.
signals = (
    "waveform", "*_waveform", "waveforms", "*_waveforms", "audio", "audios", "audio_input", "audio_inputs", "wav", "wavs",
    "signal", "signals",
)

# What a loss compares with: classes, unless the function divides them, as it does with quantities that were measured.
targets = ("labels", "*_labels", "*_label")

# Of parameters that have a default, the canonical call gives these.
given = (
    "input_ids", "attention_mask", "decoder_input_ids",
    "pixel_values", "pixel_values_videos", "image_grid_thw", "video_grid_thw", "grid_thw", "image_sizes",
    "aspect_ratio_ids", "aspect_ratio_mask", "cross_attention_mask", "spatial_shapes", "level_start_index",
    "reference_points", "image_position_ids", "pixel_position_ids", "second_per_grid_ts", "video_second_per_grid",
    "mm_token_type_ids", "flattened_patches", "bbox",
    "input_features", "input_values", "feature_attention_mask", "input_features_mask", "feature_lens",
    "aftercnn_lens", "image_embeds_position_mask",
)

# Given only to functions that have the other parameter too.
given_beside = {"token_type_ids": "pixel_values"}

# Floating beside the first and without the second parameter: what marks patches is multiplied with them.
floating_beside = {"attention_mask": ("flattened_patches", "input_ids")}

# Given to classes that compute a loss from them; other heads leave the choice of the loss to the configuration.
given_for_loss = ("labels",)
classes_with_loss = ("*ForCausalLM", "*LMHeadModel", "*ForConditionalGeneration", "*ForMaskedLM")

# Given to a decoder that is run on its own: it cannot do without.
given_to_decoders = ("encoder_hidden_states", "encoder_attention_mask")
classes_of_decoders = ("*Decoder", "*DecoderWrapper")

# What processors and feature extractors make: floats of float32, whatever the model's dtype.
from_processors = ("pixel_values", "pixel_values_*", "*_pixel_values", "input_features", "*_input_features", "input_values",
                   "flattened_patches")

# What a model may refuse beside the input of a processor: a call that raises in every lane is made again without.
alternatives_to_processors = ("input_ids",)
alternatives_to_images = ("pixel_values_videos", "video_*")

# The second call is given all but these.
never_given_later = (
    "input_ids", "decoder_input_ids", "return_dict", "encoder_outputs", "*_outputs", "generator", "return_loss",
)
