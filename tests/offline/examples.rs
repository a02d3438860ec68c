//! The examples that need no server do what their heads say.

use std::fs;
use std::path::Path;

#[path = "../../examples/tailor_a_resume.rs"]
#[expect(dead_code, reason = "the example's main")]
mod tailor_a_resume;

#[tokio::test]
async fn tailor_a_resume_makes_a_pdf_and_a_report() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let read = |name: &str| fs::read(data.join(name)).expect(name);
    let (profile, job) = (read("profile-registered-nurse.json"), read("job-registered-nurse.txt"));
    let finished = tailor_a_resume::tailor(&profile, &job).await.expect("a résumé");
    assert!(finished.files[0].1.starts_with(b"%PDF"));
    let report = tailor_a_resume::report(&finished);
    assert!(report.contains("covered: ") && report.contains("← $."), "{report}");
}
