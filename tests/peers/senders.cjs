// Sends with OpenTelemetry's own exporter for JavaScript, which writes JSON in chunks: senders.cjs URL TOKEN. Prints what it was told to send, as JSON:
// a PromQL query to the value it must have.
const { AggregationTemporality, AggregationType, MeterProvider, PeriodicExportingMetricReader } = require("@opentelemetry/sdk-metrics");
const { OTLPMetricExporter } = require("@opentelemetry/exporter-metrics-otlp-http");
const { resourceFromAttributes } = require("@opentelemetry/resources");

const [url, token] = process.argv.slice(2);

async function send(job, settings) {
    const exporter = new OTLPMetricExporter({ url: `${url}/v1/metrics`, headers: { Authorization: `Bearer ${token}` }, ...settings });
    const provider = new MeterProvider({
        resource: resourceFromAttributes({ "service.name": job }),
        readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
        views: [{ instrumentName: "js.score", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
    });
    const meter = provider.getMeter("test");
    const [calls, wait, score] = [meter.createCounter("js.calls"), meter.createHistogram("js.wait", { unit: "s" }), meter.createHistogram("js.score")];
    meter.createObservableGauge("js.level").addCallback((result) => result.observe(75));
    meter.createObservableGauge("js.broken").addCallback((result) => result.observe(NaN));
    for (const n of [3, 4]) {
        calls.add(n, { model: "fraud" });
        wait.record(n / 10);
        score.record(n);
        await provider.forceFlush();
    }
    await provider.shutdown();
    return {
        [`js_calls_total{job="${job}",model="fraud"}`]: 7,
        [`js_wait_seconds_count{job="${job}"}`]: 2,
        [`js_score_count{job="${job}"}`]: 2,
        [`js_score_bucket{job="${job}",le="4"}`]: 2,
        [`js_level{job="${job}"}`]: 75,
        // What is no number is no number there either: it differs from itself.
        [`count(js_broken{job="${job}"} != js_broken)`]: 1,
    };
}

async function main() {
    const cumulative = await send("js-cumulative", { temporalityPreference: AggregationTemporality.CUMULATIVE });
    const delta = await send("js-delta", { temporalityPreference: AggregationTemporality.DELTA, compression: "gzip" });
    console.log(JSON.stringify({ ...cumulative, ...delta }));
}

main().catch((cause) => { console.error(cause); process.exit(1); });
