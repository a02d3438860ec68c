//! The points at which a process can be made to die are those of the list, each at one place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jobwise::faults::ALL;

/// How often each point is passed in the source.
fn places(folder: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            places(&path, found);
        } else if !path.ends_with("faults.rs") {
            let source = fs::read_to_string(&path).unwrap_or_default();
            for named in source.split("faults::point(\"").skip(1) {
                *found.entry(named.split('"').next().unwrap_or_default().to_owned()).or_default() += 1;
            }
        }
    }
}

#[test]
fn every_point_of_the_list_is_passed_at_one_place_and_no_other_is() {
    let mut found = BTreeMap::new();
    places(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let listed: BTreeMap<String, usize> = ALL.iter().map(|point| ((*point).to_owned(), 1)).collect();
    assert_eq!(found, listed);
}
