"""A file classified in SQL by DuckDB: `python duckdb_batch.py INPUT OUTPUT MODEL`.

Group, probabilities and prediction set of a model of four measurements and three groups; cells
that are no numbers become a problem row instead of stopping the run. No warnings, no words for
problems.
"""

import json
import sys
from pathlib import Path

import duckdb

QUERY = """
COPY (
    WITH flowers AS (
        SELECT *, TRY_CAST(slen AS DOUBLE) AS a, TRY_CAST(swid AS DOUBLE) AS b,
               TRY_CAST(plen AS DOUBLE) AS c, TRY_CAST(pwid AS DOUBLE) AS d
        FROM read_csv($source, header = true, all_varchar = true,
                      names = ['slen', 'swid', 'plen', 'pwid'])
    ), scored AS (
        SELECT *, {score_0} AS s0, {score_1} AS s1, {score_2} AS s2 FROM flowers
    ), powers AS (
        SELECT *, exp(s0 - greatest(s0, s1, s2)) AS e0, exp(s1 - greatest(s0, s1, s2)) AS e1,
               exp(s2 - greatest(s0, s1, s2)) AS e2
        FROM scored
    ), answers AS (
        SELECT *, e0 / (e0 + e1 + e2) AS p0, e1 / (e0 + e1 + e2) AS p1, e2 / (e0 + e1 + e2) AS p2
        FROM powers
    )
    SELECT slen, swid, plen, pwid,
           CASE WHEN p0 >= p1 AND p0 >= p2 THEN '{group_0}'
                WHEN p1 >= p2 THEN '{group_1}' WHEN p2 IS NOT NULL THEN '{group_2}'
           END AS predicted,
           p0::DECIMAL(5, 4) AS probability_0, p1::DECIMAL(5, 4) AS probability_1,
           p2::DECIMAL(5, 4) AS probability_2,
           concat_ws('|', {members}) AS prediction_set,
           CASE WHEN p0 IS NULL THEN 'no number' END AS problem
    FROM answers
) TO $target (HEADER)
"""


def main(source: str, target: str, file: str) -> None:
    """Write the rows of source with their results to target."""
    model = json.loads(Path(file).read_text(encoding="utf-8"))
    groups = {
        f"group_{code}": group["name"] for code, group in enumerate(model["schema"]["groups"])
    }
    scores = {
        f"score_{code}": " + ".join(
            [f"{w!r} * {column}" for w, column in zip(weights, "abcd", strict=True)] + [repr(bias)]
        )
        for code, (weights, bias) in enumerate(
            zip(model["coefficients"], model["intercepts"], strict=True)
        )
    }
    members = ", ".join(
        f"CASE WHEN 1 - p{code} <= {model['set_threshold']!r} THEN '{groups[f'group_{code}']}' END"
        for code in range(len(groups))
    )
    query = QUERY.format(**scores, **groups, members=members)
    duckdb.execute(query, {"source": source, "target": target})


if __name__ == "__main__":
    main(*sys.argv[1:])
