"""What a system's own client reads from an address, as one line of JSON.

    clients.py SYSTEM URL ARGUMENT…
"""
import json
import sys


def datadog(url, start_s, end_s, query, objective):
    from datadog_api_client import ApiClient, Configuration
    from datadog_api_client.v1.api.metrics_api import MetricsApi
    from datadog_api_client.v1.api.service_level_objectives_api import ServiceLevelObjectivesApi

    keys = Configuration(host=url, api_key={"apiKeyAuth": "api-key", "appKeyAuth": "app-key"})
    with ApiClient(keys) as client:
        series = MetricsApi(client).query_metrics(_from=int(start_s), to=int(end_s), query=query).series
        history = ServiceLevelObjectivesApi(client).get_slo_history(objective, int(start_s), int(end_s)).data
        return {
            "points": [[point.value[0], point.value[1]] for point in series[0].pointlist],
            "step_s": series[0].interval,
            "times": history.series.times,
            "good": history.series.numerator.values,
            "valid": history.series.denominator.values,
        }


def gitlab(url, project, environment, after):
    from gitlab import Gitlab

    found = Gitlab(url, private_token="glpat-x").projects.get(project, lazy=True)
    deployments = found.deployments.list(environment=environment, updated_after=after, order_by="updated_at", sort="asc", get_all=True)
    return [
        [one.id, one.ref, one.deployable["finished_at"], found.commits.get(one.sha).authored_date, one.status == "success"]
        for one in deployments
        if one.status in ("success", "failed")
    ]


print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
