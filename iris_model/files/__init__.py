"""Whole files: from bytes to a classified table.

sources      finds the inputs and their layouts (`reading`)
whole_files  classifies them block by block, in several threads (`in_order`)
lines        the quick way: regular lines are copied and their results added (`divided`, `judge`,
             `tails`, `special_lines`)
classify     the tolerant way: frames of text (`numbers`, `row_problems`, `summary_rows`, `reasons`)
results      the columns that are added; `tables`, `outputs`, `workbook`, `report_html` write them
summary      what is counted: `by_column`, `truth`, `value_counts`, compared in `drift`
"""
