"""The options of all commands that read files."""

import argparse


def add_reading_options(parser: argparse.ArgumentParser, files: str) -> None:
    """Add --encoding and --sheet; files is what the command reads."""
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help=f"the encoding of {files}, such as windows-1251 or shift_jis",
    )
    parser.add_argument(
        "--sheet", metavar="NAME", help="the sheet to read of workbooks; else the first that fits"
    )
