//! Proofs at length, without a database: what the fact check stops and lets pass over thousands
//! of labelled, derived, random and drafted claims, that planted instructions and words said again
//! change nothing, that résumés come back as they were, that every fault of an AI provider ends as
//! it should and none keeps a generation from finishing, that no lie of a model gets into a
//! document, that every look holds its promises for people of all sorts and looks as it did, that
//! every file of it is read back, that files made to harm and pages that reach for more harm
//! nobody, and that the books agree with what providers bill. Five minutes in all.

mod ai;
mod ai_books;
mod check_documents;
mod check_file;
mod documents_pages;
mod drafts;
mod factcheck_documents;
mod factcheck_fuzz;
mod factcheck_suite;
mod factcheck_switched_off;
mod file_check_fuzz;
mod injections;
mod looks;
mod looks_pictures;
mod looks_set;
mod pdf_standards;
mod profiles_properties;
mod scoring_repeats;
mod wkhtmltopdf;

#[path = "../offline/documents_samples.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod documents_samples;
#[path = "../looks/png.rs"]
#[allow(dead_code, reason = "shared with the gallery")]
mod looks_png;
#[path = "../offline/looks_samples.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod looks_samples;
#[path = "../looks/poppler.rs"]
mod poppler;

#[path = "../factcheck/derived.rs"]
mod derived;
#[path = "../offline/docx_file.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod docx_file;
#[path = "../factcheck/fuzz.rs"]
mod fuzz;
#[path = "../provider/mod.rs"]
#[allow(dead_code, reason = "shared with the bench")]
mod provider;
#[path = "../factcheck/suite.rs"]
mod suite;
