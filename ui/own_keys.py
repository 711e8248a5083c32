"""The keys of the pages' own widgets, containers and session values.

If a measurement has one of them as its parameter, its widgets get other keys.
"""

_WORDS = """
answer batch_mix batch_mixed_model by_codes by_column comparison confusion corrections counts curve
disagreeing doubt drawing equal first_look go groups heading inputs kept_uploads layout
learning looked_at model_file navigation next_steps overview own_model pair partial_rows pasted
pasted_rows picked_uploads raw reconnection reliability results row_reasons rows sample sample_table
scripts session_folder share Sheet start table table_upload trained training
training_problem unpacked_texts upload_refusals uploads usual view web web_steps wishes
"""
OWN_KEYS = frozenset(_WORDS.split())
OWN_BEGINNINGS = (
    "batch_share_",
    "distribution_",
    "file_",
    "go_",
    "groups_",
    "input_",
    "live_",
    "matrix",
    "remove_",
)


def is_own(key: str) -> bool:
    """Return whether the pages themselves use a key or its beginning."""
    return key in OWN_KEYS or key.startswith(OWN_BEGINNINGS)
