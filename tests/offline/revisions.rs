//! What changes make of a document, decided from memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use jobwise::clock::Clock;
use jobwise::documents::changes::{DocumentChange, FilesStatus, VersionOrigin};
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::locale::Locale;
use jobwise::documents::look::Look;
use jobwise::documents::model::{Block, BlockKind, DocumentContent};
use jobwise::documents::record::{Document, DocumentVersion};
use jobwise::documents::service::cited_facts;
use jobwise::error::Result;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::revisions::decide::{Asked, Ground, Resolution, decide};
use jobwise::generations::revisions::model::{Change, Operation, RevisionStatus, SectionName};
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::FactId;
use jobwise::profiles::record::Profile;
use uuid::Uuid;

const PROFILE: &[u8] = include_bytes!("../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../examples/data/job-software-engineer.txt");

fn context() -> StageContext {
    StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        clock: Clock::System,
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
        pdf_engine: None,
    }
}

fn asked() -> Asked {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    Asked { who: Uuid::nil(), now: day.and_time(NaiveTime::MIN).and_utc() }
}

/// A résumé of two pages, in which everything has a place, with what it rests on.
async fn ground(ctx: &StageContext) -> Ground {
    ground_of(Look::default(), ctx).await
}

/// The same in a look.
async fn ground_of(resume_look: Look, ctx: &StageContext) -> Ground {
    let run = GenerationInput::new(
        json_resume::from_slice(PROFILE, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(POSTING).expect("a posting"),
        GenerationOptions { pages: 2, resume_look, ..GenerationOptions::default() },
        asked().now.date_naive(),
    );
    let finished = pipeline::run(&run, ctx).await.expect("documents");
    let draft = finished.reviewed.documents[0].clone();
    let Asked { who, now } = asked();
    Ground {
        document: Document {
            id: Uuid::nil(),
            account_id: who,
            generation_id: Some(Uuid::nil()),
            profile_id: Some(Uuid::nil()),
            job_id: None,
            kind: draft.content.kind,
            version: 1,
            template: draft.template.clone(),
            profile_title: String::new(),
            job_title: None,
            company: None,
            created_at: now,
            updated_at: now,
            title: None,
            archived_at: None,
        },
        version: DocumentVersion {
            document_id: Uuid::nil(),
            version: 1,
            quality: serde_json::to_value(&draft.quality).expect("a report"),
            facts: cited_facts(&draft.content, &list_facts(&run.profile)),
            content: draft.content,
            origin: VersionOrigin::generated(),
            accepted: Vec::new(),
            pinned: Vec::new(),
            files_status: FilesStatus::Ready,
            files_failure: None,
            created_at: now,
        },
        files: Vec::new(),
        profile: Some(Profile {
            id: Uuid::nil(),
            account_id: who,
            title: String::new(),
            version: 1,
            content: run.profile.clone(),
            created_at: now,
            updated_at: now,
        }),
        run_profile_version: 1,
        analysis: finished.analysis,
        run,
    }
}

fn change(operations: Vec<Operation>) -> Change {
    Change { document_id: Uuid::nil(), version: 1, operations, reason: None }
}

/// The version a change makes, or the status it is refused with; none for no change.
fn made(
    ground: &Ground,
    operations: Vec<Operation>,
    ctx: &StageContext,
) -> Result<Result<DocumentVersion, RevisionStatus>> {
    Ok(match decide(ground, asked(), &change(operations), ctx)?.resolution {
        Resolution::Next(next) => Ok(next.version),
        Resolution::Unchanged => Err(RevisionStatus::Saved),
        Resolution::Refused(status, _) => Err(status),
    })
}

fn block(content: &DocumentContent, kind: BlockKind) -> Option<&Block> {
    content.blocks.iter().find(|block| block.kind == kind)
}

/// The ground with a document that lacks a section, as one whose pages were too small for it.
fn without(ground: &Ground, kind: BlockKind) -> Ground {
    let mut poorer = ground.clone();
    poorer.version.content.blocks.retain(|block| block.kind != kind);
    assert_ne!(poorer.version.content, ground.version.content, "{kind:?} was there");
    poorer
}

#[tokio::test]
async fn a_fact_comes_back_with_its_section_its_header_and_its_own_words() {
    let ctx = context();
    let whole = ground(&ctx).await;
    for (kind, fact, title, words) in [
        (
            BlockKind::Projects,
            "$.projects[0]",
            Some("slotwise"),
            Some("Open-source Go library for finding free"),
        ),
        (BlockKind::Projects, "$.projects[0].highlights[0]", Some("slotwise"), Some("Published 14 releases")),
        (BlockKind::Certificates, "$.certificates[0]", Some("AWS Certified Solutions Architect"), None),
        (BlockKind::Languages, "$.languages[1]", Some("Norwegian"), None),
        (BlockKind::Skills, "$.skills[2].keywords[0]", Some("Data"), Some("PostgreSQL")),
        (
            BlockKind::Volunteering,
            "$.volunteer[0].highlights[0]",
            Some("Mentor"),
            Some("Teach Python to groups"),
        ),
    ] {
        let poorer = without(&whole, kind);
        let restore = vec![Operation::RestoreFact(FactId::new(fact))];
        let version = made(&poorer, restore, &ctx)
            .expect("no fault")
            .unwrap_or_else(|status| panic!("{fact}: {status:?}"));
        assert_eq!(version.origin.change, DocumentChange::FactRestored);
        let kinds: Vec<BlockKind> = version.content.blocks.iter().map(|block| block.kind).collect();
        let before: Vec<BlockKind> = whole.version.content.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, before, "{fact} stands where such facts stand");
        let entries = &block(&version.content, kind).expect("the section").entries;
        assert_eq!(entries.len(), 1);
        let header = entries[0].header.as_ref().map(|header| header.title.as_str()).unwrap_or_default();
        assert!(header.starts_with(title.unwrap_or_default()), "{fact}: {header}");
        let said = entries[0].claims.first().map(|claim| claim.text.as_str());
        assert_eq!(said.is_some(), words.is_some(), "{fact}: {said:?}");
        assert!(said.unwrap_or_default().starts_with(words.unwrap_or_default()), "{fact}: {said:?}");
        let kept = made(
            &Ground { version: version.clone(), ..poorer.clone() },
            vec![Operation::RestoreFact(FactId::new(fact))],
            &ctx,
        );
        assert_eq!(kept.expect("no fault").err(), Some(RevisionStatus::Saved), "{fact} is there already");
    }
}

#[tokio::test]
async fn a_section_that_comes_back_is_headed_as_the_look_asks() {
    let ctx = context();
    let own = BTreeMap::from([(BlockKind::Languages, "Was ich spreche".to_owned())]);
    let look = Look { locale: Locale::De, headings: own, ..Look::default() };
    let whole = ground_of(look, &ctx).await;
    for (kind, fact, heading) in [
        (BlockKind::Experience, "$.work[0].highlights[0]", "Berufserfahrung"),
        (BlockKind::Projects, "$.projects[0]", "Projekte"),
        (BlockKind::Education, "$.education[0]", "Ausbildung"),
        (BlockKind::Skills, "$.skills[2].keywords[0]", "Kenntnisse"),
        (BlockKind::Certificates, "$.certificates[0]", "Zertifikate"),
        (BlockKind::Languages, "$.languages[1]", "Was ich spreche"),
        (BlockKind::Volunteering, "$.volunteer[0].highlights[0]", "Ehrenamt"),
    ] {
        let before = block(&whole.version.content, kind).map(|block| block.heading.clone());
        let restore = vec![Operation::RestoreFact(FactId::new(fact))];
        let version = made(&without(&whole, kind), restore, &ctx).expect("no fault").expect("a version");
        let after = block(&version.content, kind).map(|block| block.heading.clone());
        assert_eq!((after.as_deref(), after.clone()), (Some(heading), before), "{fact}");
    }
}

#[tokio::test]
async fn an_entry_that_changed_since_the_document_was_made_does_not_come_back() {
    let ctx = context();
    let poorer = without(&ground(&ctx).await, BlockKind::Projects);
    let restore = || vec![Operation::RestoreFact(FactId::new("$.projects[0]"))];
    let refused = |ground: &Ground| {
        let error = made(ground, restore(), &ctx).expect_err("a refusal");
        error.places().first().map(|place| (place.path.join("."), place.code.clone()))
    };
    let at = |code: &str| Some(("operations.0.restoreFact".to_owned(), code.to_owned()));
    let mut renamed = poorer.clone();
    let profile = renamed.profile.as_mut().expect("a profile");
    profile.content.projects[0].value.name = Some("slotwiser".to_owned());
    profile.version = 2;
    assert_eq!(refused(&renamed), at("entry_changed"));
    let mut new = poorer.clone();
    new.run.profile.projects.clear();
    new.profile.as_mut().expect("a profile").version = 2;
    assert_eq!(refused(&new), at("entry_new"));
    let mut gone = poorer.clone();
    gone.profile.as_mut().expect("a profile").content.projects.clear();
    assert_eq!(refused(&gone), at("not_found"));
    let nobody = Ground { profile: None, ..poorer };
    let status = made(&nobody, restore(), &ctx).expect("no fault").expect_err("a refusal");
    assert_eq!(status, RevisionStatus::ProfileGone);
    let last = nobody.version.content.blocks.len() - 1;
    let summary = SectionName { kind: BlockKind::Summary, heading: None };
    let moved = made(&nobody, vec![Operation::MoveSection(summary, last)], &ctx)
        .expect("no fault")
        .expect("a version");
    assert_eq!(moved.content.blocks[last].kind, BlockKind::Summary, "what needs no check can be done");
}
