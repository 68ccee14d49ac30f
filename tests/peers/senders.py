"""Sends with the vendors' own clients to a server: senders.py URL TOKEN UDP_PORT. Prints what each was told to send, as JSON:
a PromQL query to the value it must have."""
import json
import sys
import time

url, token, udp = sys.argv[1], sys.argv[2], int(sys.argv[3])
now = int(time.time())
expected = {}


def datadog_v1():
    import datadog
    datadog.initialize(api_key=token, app_key="unused", api_host=url, hostname_from_config=False)
    said = datadog.api.Metric.send(metric="dd1.score", points=[(now - 10, 0.75), (now, 0.5)], type="gauge", tags=["model:fraud"], host="h1")
    assert said.get("status") == "ok", said
    for at in (now - 20, now - 10, now):
        datadog.api.Metric.send(metric="dd1.calls", points=[(at, 5)], type="count", interval=10, host="h1")
    datadog.api.Distribution.send(distributions=[{"metric": "dd1.lat", "points": [(now, [0.5, 3.0, 3.5])], "host": "h1"}])
    datadog.api.ServiceCheck.check(check="ready", host_name="h1", status=2)
    said = datadog.api.Event.create(title="v7 is out", text="", date_happened=now - 60, tags=["service:fraud", "version:v7", "deployment"])
    assert said["status"] == "ok" and said["event"]["recorded"] == 1, said
    for at, alert in ((now - 50, "error"), (now - 20, "success")):
        said = datadog.api.Event.create(title="Scores are late", text="", date_happened=at, alert_type=alert, aggregation_key="slow",
                                        tags=["service:fraud"])
        assert said["event"]["recorded"] == 1, said
    said = datadog.api.Event.create(title="Lunch is ready", text="")
    assert said["event"]["recorded"] == 0, said
    expected['dd1_score{model="fraud",host="h1"}'] = 0.5
    expected["dd1_calls"] = 15
    expected['dd1_lat_bucket{le="2"}'] = 1
    expected['dd1_lat_bucket{le="4"}'] = 3
    expected["dd1_lat_sum"] = 7.0
    expected["service_check_status"] = 2


def datadog_v2():
    from datadog_api_client import ApiClient, Configuration
    from datadog_api_client.v2.api.metrics_api import MetricsApi
    from datadog_api_client.v2.model.metric_content_encoding import MetricContentEncoding
    from datadog_api_client.v2.model.metric_intake_type import MetricIntakeType
    from datadog_api_client.v2.model.metric_payload import MetricPayload
    from datadog_api_client.v2.model.metric_point import MetricPoint
    from datadog_api_client.v2.model.metric_series import MetricSeries
    configuration = Configuration(host=url)
    configuration.api_key["apiKeyAuth"] = token
    for place, encoding in enumerate([None, MetricContentEncoding.GZIP, MetricContentEncoding.DEFLATE, MetricContentEncoding.ZSTD1]):
        series = MetricSeries(metric=f"dd2.e{place}", type=MetricIntakeType.GAUGE, tags=["zone:sg"],
                              points=[MetricPoint(timestamp=now, value=1.5 + place)])
        with ApiClient(configuration) as client:
            more = {} if encoding is None else {"content_encoding": encoding}
            MetricsApi(client).submit_metrics(body=MetricPayload(series=[series]), **more)
        expected[f'dd2_e{place}{{zone="sg"}}'] = 1.5 + place
    from datadog_api_client.v1.api.events_api import EventsApi
    from datadog_api_client.v1.model.event_create_request import EventCreateRequest
    with ApiClient(configuration) as client:
        said = EventsApi(client).create_event(body=EventCreateRequest(title="v8 is out", text="", date_happened=now - 10,
                                                                      tags=["service:fraud", "version:v8", "event:deploy"]))
    assert said.status == "ok", said


def opentelemetry():
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import Counter, MeterProvider
    from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    for name, temporality, compression in [("cumulative", {}, Compression.NoCompression),
                                           ("delta", {Counter: AggregationTemporality.DELTA}, Compression.Gzip)]:
        exporter = OTLPMetricExporter(url + "/v1/metrics", headers={"Authorization": f"Bearer {token}"},
                                      preferred_temporality=temporality, compression=compression)
        reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
        provider = MeterProvider([reader], Resource({"service.name": f"otel-{name}"}))
        meter = provider.get_meter("test")
        counter, histogram = meter.create_counter("otel.calls"), meter.create_histogram("otel.wait", unit="s")
        for n in (3, 4):
            counter.add(n, {"model": "fraud"})
            histogram.record(n / 10)
            assert provider.force_flush()
        expected[f'otel_calls_total{{job="otel-{name}",model="fraud"}}'] = 7
        expected[f'otel_wait_seconds_count{{job="otel-{name}"}}'] = 2
        provider.shutdown()


def statsd():
    import statsd as plain
    from datadog.dogstatsd import DogStatsd
    client = plain.StatsClient("127.0.0.1", udp)
    client.incr("sd.calls", 3)
    client.incr("sd.calls", 4)
    client.gauge("sd.level", 9)
    client.gauge("sd.level", -2, delta=True)
    client.timing("sd.wait", 3)
    dog = DogStatsd(host="127.0.0.1", port=udp, disable_telemetry=True, disable_buffering=True)
    dog.increment("dog.calls", 2, tags=["model:fraud"])
    dog.distribution("dog.wait", 5.0)
    expected["sd_calls"] = 7
    expected["sd_level"] = 7
    expected['sd_wait_bucket{le="4"}'] = 1
    expected['dog_calls{model="fraud"}'] = 2
    expected['dog_wait_bucket{le="8"}'] = 1


for send in (datadog_v1, datadog_v2, opentelemetry, statsd):
    send()
print(json.dumps(expected))
