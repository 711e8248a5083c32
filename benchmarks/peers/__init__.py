"""What people write instead: each a small program in the manner of its kind, none of them slowed.

They are started as programs of their own and import nothing from here.
"""
