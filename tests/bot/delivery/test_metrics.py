import json
import re

from prometheus_client import generate_latest

from bot.delivery.metrics import Metrics
from tests.programs import ROOT


def test_dashboard_and_alerts_name_only_figures_that_there_are() -> None:
    metrics = Metrics()
    for state in ("answered", "given up"):
        metrics.settled.labels(state)
    metrics.requests.labels("done")
    served = set(re.findall(r"^\w+", generate_latest(metrics.registry).decode(), re.M))

    docs = ROOT / "docs"
    panels = json.loads((docs / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = (docs / "alerts.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:bot|process)_\w+", " ".join([*shown, rules])))

    assert len(named) > 5
    assert named <= served


def test_the_version_is_served() -> None:
    served = generate_latest(Metrics().registry).decode()

    assert re.search(r'^bot_info\{.*version="\d', served, re.M)
    assert "process_resident_memory_bytes" in served
