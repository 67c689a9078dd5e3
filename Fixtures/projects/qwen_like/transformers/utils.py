"""What is installed."""

import importlib.util


def is_flash_attn_2_available():
    return importlib.util.find_spec("flash_attn") is not None
