//! The map in ARCHITECTURE.md leads to places that exist.

use std::path::Path;

#[test]
fn every_path_of_the_map_exists() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let map = std::fs::read_to_string(top.join("ARCHITECTURE.md")).unwrap();
    let quoted = map.split('`').skip(1).step_by(2);
    let tops = ["app", "server", "style", "migrations", "tests", "docs"];
    let paths: Vec<&str> =
        quoted.filter(|text| tops.contains(&text.split('/').next().unwrap_or_default()) || text.ends_with(".md")).collect();
    assert!(paths.len() > 15, "the map names its paths");
    for path in paths {
        assert!(top.join(path).exists(), "ARCHITECTURE.md names {path}, which does not exist");
    }
}
