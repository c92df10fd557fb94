"""`[[rule]]`: read strictly, complained of clearly, and handed to packing as it was meant."""

from decimal import Decimal
from pathlib import Path

import pytest

from station.assembly import goods_rules, policy
from station.settings.load import ConfigError, load

WHOLE = """
[[carton]]
name = "L"
inner_mm = [400, 300, 300]
most_grams = 12000
[packing]
packer_may = ["no_code", "void"]
[[rule]]
skus = ["TEA-*"]
require = ["lot", "expiry"]
case_codes = { "12000000000012" = 12 }
size_mm = [80, 80, 120]
[[rule]]
tags = ["vip"]
countries = ["DE"]
stores = ["main"]
over = 99.5
instruction = "Wrap it."
insert = "CARD"
per = "carton"
[[rule]]
skus = ["SET"]
kit = { "TEA-250" = 2 }
own_box = true
dangerous = "battery"
not_with = ["*Air*"]
"""


def read(folder: Path, text: str):
    file = folder / "station.toml"
    file.write_text(text)
    return load(file)


def test_every_key_of_a_rule_reaches_packing(tmp_path: Path) -> None:
    settings = read(tmp_path, WHOLE)
    tea, vip, kit = goods_rules(settings)
    assert (tea.require, tea.size) == (("lot", "expiry"), (80, 80, 120))
    assert tea.case_codes == {"12000000000012": 12}
    assert (vip.over, vip.insert, vip.per_carton, vip.tags) == (Decimal("99.5"), "CARD", True, ("vip",))
    assert (kit.kit, kit.own_box) == ({"TEA-250": 2}, True)
    assert (kit.dangerous, kit.not_with) == ("battery", ("*Air*",))
    rules = policy(settings).rules
    assert rules.packer_may == {"no_code", "void"}
    assert (rules.kinds[0].inner, rules.kinds[0].most.grams) == ((400, 300, 300), 12000)


@pytest.mark.parametrize(
    ("rule", "code", "key"),
    [
        ("", "config.bad_rule", "rule.skus"),
        ('tags = ["vip"]', "config.bad_rule", "rule.skus"),
        ('require = ["lot"]', "config.rule_needs_skus", "rule.require"),
        ("own_box = true", "config.rule_needs_skus", "rule.own_box"),
        ('skus = ["A"]\nkit = { "B" = 0 }', "config.bad_count", "rule.kit"),
        ('skus = ["A"]\ncase_codes = { "1" = "12" }', "config.bad_count", "rule.case_codes"),
        ('skus = ["A"]\nrequire = ["batch"]', "config.bad_value", "rule.require"),
        ('skus = ["A"]\nrequired = ["lot"]', "config.unknown_key", "rule.required"),
        ('countries = ["Germany"]\ninsert = "C"', "config.bad_country", "rule.countries"),
        ('skus = ["A"]\nsize_mm = [1, 2]', "config.bad_size", "rule.size_mm"),
        ('skus = "A"\nown_box = true', "config.wrong_type", "rule.skus"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_named_with_its_line(
    tmp_path: Path, rule: str, code: str, key: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, f"[[rule]]\n{rule}\n")
    (first, *_) = refused.value.problems
    assert (first.code, first.params["key"]) == (code, key)
    assert first.params["line"] in (1, 2, 3)
