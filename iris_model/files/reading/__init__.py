"""From a file's bytes to rows of text.

containers   unpacks archives and workbooks (`cell_files`, `cell_process`); `kinds` refuses others
text         bytes to text (`encoding`, `forms`)
recognition  finds the layout for a model (`header_lines`, `headers`, `columns`, `given_columns`,
             `cells`, `decimals`, `labels`)
blocks       reads the rows (`parsing`, `records`, `tables_below`)
any_table    reads any table, to train a model on it (`any_form`, `any_header`)
"""
