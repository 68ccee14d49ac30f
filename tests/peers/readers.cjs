// What a public JavaScript client of Prometheus' API reads, as JSON, call by call: readers.cjs URL START END [TOKEN], times in Unix seconds.
const { PrometheusDriver } = require("prometheus-query");

const [url, startS, endS, token] = process.argv.slice(2);
const [start, end] = [startS, endS].map((at) => new Date(at * 1000));
const client = (more) => new PrometheusDriver({ endpoint: url, headers: token ? { Authorization: `Bearer ${token}` } : {}, ...more });
// Without our own metrics, which no Prometheus has.
const others = (names) => names.filter((name) => !name.startsWith("modelworth_"));
const refused = (call) => call.then((taken) => ({ taken }), (cause) => ({ refused: [cause.errorType, cause.httpStatus, cause.prometheus?.errorType] }));

async function main() {
    const said = {};
    for (const [way, driver] of [["GET", client({})], ["POST", client({ preferPost: true })]]) {
        for (const [name, call] of Object.entries({
            instantQuery: () => driver.instantQuery("sum by (code) (rate(requests_total[5m]))", end),
            "instantQuery of samples": () => driver.instantQuery("requests_total[1m]", end),
            "instantQuery of a scalar": () => driver.instantQuery("scalar(level) + 1", end, "10s"),
            rangeQuery: () => driver.rangeQuery("histogram_quantile(0.95, sum by (le) (rate(latency_bucket[2m])))", start, end, 30),
            "rangeQuery of odd": () => driver.rangeQuery("odd", start, end, "15s"),
            series: () => driver.series(["requests_total", '{__name__=~"latency.*",le="+Inf"}'], start, end),
            labelNames: () => driver.labelNames("requests_total", start, end),
            labelValues: () => driver.labelValues("code", undefined, start, end),
            "labelValues of names": async () => others(await driver.labelValues("__name__")),
            targets: () => driver.targets("active"),
            targetsMetadata: () => refused(driver.targetsMetadata('{job="own"}', "level", 5)),
            metadata: async () => others(Object.keys(await driver.metadata())),
            "metadata of one": () => driver.metadata("level", 1),
            rules: () => driver.rules(),
            alerts: () => driver.alerts(),
            alertmanagers: () => driver.alertmanagers(),
            status: async () => typeof (await driver.status()).yaml,
            "a wrong query": () => refused(driver.instantQuery("sum(", end)),
            "a wrong range": () => refused(driver.rangeQuery("level", end, start, 15)),
        })) {
            said[`${name}, ${way}`] = await call().catch((cause) => { throw new Error(`${name}, ${way}: ${cause.message}`); });
        }
    }
    console.log(JSON.stringify(said));
}

main().catch((cause) => { console.error(cause); process.exit(1); });
