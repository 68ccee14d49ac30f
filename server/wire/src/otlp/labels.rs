//! Attributes as labels.

use std::collections::BTreeMap;

use crate::label;

use super::message::{KeyValue, Resource};

/// Attributes of the resource that become labels beside `job` and `instance`: where it runs, and what Knative calls it. The others, such as
/// versions of libraries, would only make more series of the same thing.
const KEPT: &[&str] = &[
    "cloud.region",
    "deployment.environment",
    "deployment.environment.name",
    "host.name",
    "k8s.cluster.name",
    "k8s.container.name",
    "k8s.deployment.name",
    "k8s.namespace.name",
    "k8s.pod.name",
    "kn.configuration.name",
    "kn.revision.name",
    "kn.service.name",
    "service.version",
];

/// Labels of all series of a resource: `service.name` is `job`, with `service.namespace/` before it, and `service.instance.id` is
/// `instance`, as OpenTelemetry's compatibility document says.
pub fn of_resource(resource: Option<Resource>) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = resource
        .into_iter()
        .flat_map(|resource| resource.attributes)
        .filter_map(|attribute| Some((attribute.key, attribute.value?.text()?)))
        .collect();
    let mut labels = BTreeMap::new();
    if let Some(service) = known.remove("service.name") {
        let job = known.remove("service.namespace").map_or_else(|| service.clone(), |space| format!("{space}/{service}"));
        labels.insert("job".to_owned(), job);
    }
    if let Some(instance) = known.remove("service.instance.id") {
        labels.insert("instance".to_owned(), instance);
    }
    labels.extend(known.into_iter().filter(|(key, _)| KEPT.contains(&key.as_str())).map(|(key, value)| (label::name(&key), value)));
    labels
}

/// Labels of a point: its own attributes before those of its resource.
pub fn of_point(resource: &BTreeMap<String, String>, attributes: Vec<KeyValue>) -> Vec<(String, String)> {
    let own = attributes.into_iter().filter_map(|attribute| Some((attribute.key, attribute.value?.text()?)));
    let mut labels = resource.clone();
    labels.extend(label::joined(own));
    labels.into_iter().collect()
}
