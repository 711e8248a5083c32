"""The options that say how a file is read, the same for each command that reads one."""

import argparse


def add_reading_options(parser: argparse.ArgumentParser, files: str) -> None:
    """Add --encoding and --sheet to the parser of a command that reads files, called so."""
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help=f"the encoding of {files}, such as windows-1251 or shift_jis",
    )
    parser.add_argument(
        "--sheet", metavar="NAME", help="the sheet to read of workbooks; else the first that fits"
    )
