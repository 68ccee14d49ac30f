"""What a public Python client of Prometheus' API reads, as JSON, call by call: readers.py URL START END [TOKEN], times in Unix seconds."""
import json
import sys
from datetime import datetime, timedelta, timezone

from prometheus_api_client import PrometheusConnect

url, start_s, end_s = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
client = PrometheusConnect(url, headers={"Authorization": f"Bearer {sys.argv[4]}"} if len(sys.argv) > 4 else None)
start, end = (datetime.fromtimestamp(at, timezone.utc) for at in (start_s, end_s))
over = {"start_time": start, "end_time": end}
at = {"time": end_s}


def others(names):
    """Without our own metrics, which no Prometheus has."""
    return [name for name in names if not name.startswith("modelworth_")]


def refused(call, *arguments):
    try:
        return {"taken": call(*arguments)}
    except Exception as cause:
        return {"refused": type(cause).__name__, "says": str(cause).split("(")[0], "kind": "bad_data" if "bad_data" in str(cause) else "other"}


print(json.dumps({
    "check_prometheus_connection": client.check_prometheus_connection(),
    "all_metrics": others(client.all_metrics()),
    "all_metrics of some": client.all_metrics({"match[]": ['{code=~"5.."}', "level"], "start": start_s, "end": end_s}),
    "get_series": client.get_series(start, end, {"match[]": ["requests_total", '{__name__=~"latency.*",le="+Inf"}']}),
    "get_label_names": client.get_label_names({"match[]": ["requests_total"]}),
    "get_label_names of all": client.get_label_names(),
    "get_label_values": client.get_label_values("code"),
    "get_label_values of none": client.get_label_values("nothing"),
    "get_current_metric_value": client.get_current_metric_value("requests_total", {"code": "200"}, at),
    "get_current_metric_value of all": client.get_current_metric_value("odd", params=at),
    "get_metric_range_data": client.get_metric_range_data("requests_total", {"code": "500"}, start, end),
    "get_metric_range_data in parts": client.get_metric_range_data("odd", None, start, end, timedelta(minutes=4)),
    "custom_query": client.custom_query("sum by (code) (rate(requests_total[5m]))", at),
    "custom_query of a scalar": client.custom_query("scalar(level) + 1", at),
    "custom_query of nothing": client.custom_query('level{a="b"}', at),
    "custom_query_range": client.custom_query_range("histogram_quantile(0.95, sum by (le) (rate(latency_bucket[2m])))", start, end, "30s"),
    "custom_query_range of odd": client.custom_query_range("odd", start, end, "15"),
    "get_metric_aggregation": client.get_metric_aggregation("level", ["sum", "max", "min", "average", "percentile_95", "deviation"], **over),
    "get_targets": client.get_targets(),
    "get_targets active": client.get_targets(state="active"),
    "get_scrape_pools": client.get_scrape_pools(),
    "get_target_metadata": refused(client.get_target_metadata, {"job": "own"}, "level"),
    "get_metric_metadata": client.get_metric_metadata("level"),
    "get_metric_metadata of all": others(one["metric_name"] for one in client.get_metric_metadata(None)),
    "a wrong query": refused(client.custom_query, "sum("),
    "a wrong range": refused(client.custom_query_range, "level", end, start, "15"),
    "too many points": refused(client.custom_query_range, "level", start, end, "10ms"),
}))
