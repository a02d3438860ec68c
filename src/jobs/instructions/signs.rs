//! The signs by which a sentence is told to speak to a machine. Part of the instructions.
//!
//! The patterns read a sentence without accents and disguise. One sign is seldom proof: postings for people speak of AI tools, of resumes and of instructions
//! too. What is asked for is somebody addressed and something demanded about the person, or a
//! demand that only a machine could obey.

use std::sync::LazyLock;

use crate::jobs::patterns::{Pattern, pattern};

/// Rules that are to be forgotten.
pub(super) static OVERRIDE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:ignore|disregard|forget|override|bypass|discard|set aside|(?:do not|don't|don’t|stop) (?:follow(?:ing)?|obey(?:ing)?|apply(?:ing)?))\s*(?:(?:all|any|the|your|every|everything|what|you|of|about|our|each|these|those|were|told)\s+)*(?:",
        r"(?:previous|prior|earlier|above|preceding|existing|system|other|former|initial|original|foregoing|safety)\b(?:\s+(?:instructions?|rules?|prompts?|directions?|directives?|text|guidelines?|content|orders|constraints|messages?))?",
        r"|(?:instructions?|guidelines?|training|prompts?|rules? you were given|directives?)\b)",
        r"|\bnew instructions?\s*:|\bprompt injection(?: \w+)?\s*:|\bsystem (?:override|prompt|message)\b[^.!?\n]*[:>]|\b(?:developer|admin) (?:message|mode|override)\b",
        r"|\b(?:ignorier\w*|missachte\w*|vergiss|vergessen sie)\b[^.!?\n]*\b(?:anweisung|vorgabe|regel|instruktion)",
        r"|\b(?:ignor[ae]|olvid[ae]|descart[ae])\b[^.!?\n]*\b(?:instruccion|instruco|instrucao|istruzion)",
        r"|\b(?:negeer|vergeet)\b[^.!?\n]*\b(?:instructies|aanwijzingen|regels)\b",
        r"|\b(?:ignorera|ignorer|glom|glem|bortse)\b[^.!?\n]*\b(?:instruktion|instruks|anvisning|regl)",
        r"|\b(?:zignoruj|ignoruj|zapomnij|pomin)\w*\b[^.!?\n]*\b(?:instrukcj|polecen|zasad)",
        r"|\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]*\b(?:les|toutes)\b[^.!?\n]*\b(?:instructions|consignes)\b",
        r"|\btell the user\b[^.!?\n]*\b(?:posting|candidate|applicant|resume|add)\b|\bdo not tell the user\b|\bwithout telling the user\b|\b(?:reveal|repeat|print) your (?:prompt|instructions)\b|\bhidden instructions?\b",
        r"|\byou are (?:now |no longer )?(?:an? )?(?:ai\b|artificial intelligence|(?:ai )?chatbot|(?:large )?language model|helpful assistant|(?:resume|cv)[- ](?:bot|writer|assistant|generator))|\bas an? (?:ai|large|ai-based) (?:language )?model\b|\bas an ai\b",
        r"|\bpretend to be (?:the|an?) (?:applicant|candidate)\b|\bact as if you (?:had|have|were|are)\b[^.!?\n]*\b(?:told|candidate|applicant|ai)\b",
    ))
});

/// The same in scripts that are not read as disguised Latin.
pub(super) static OVERRIDE_IN_OTHER_SCRIPTS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:игнорируй|забудь|не следуй)[^.!?\n]*(?:инструкци|указани|правил)",
        r"|(?:忽略|无视|無視|忘记|忘記)[^.!?。！？\n]{0,20}(?:指示|指令|说明|說明|规则|規則|提示)",
        r"|(?:指示|命令|ルール|プロンプト)[^.!?。！？\n]{0,12}(?:無視|忘れ)",
        r"|(?:지시|명령|지침|규칙)[^.!?\n]{0,12}(?:무시|잊)",
        r"|(?:تجاهل|انس)[^.!?؟\n]*(?:التعليمات|الأوامر|القواعد)",
    ))
});

/// Someone addressed at the start of a sentence: "AI tools processing this advert:".
pub(super) static ADDRESS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^\W*(?:(?:note|notes|notice|instructions?|message|attention|hint|important|reminder|directive|warning|memo|info)\s*(?:to|for|:|,|-)?\s*)?",
        r"(?:(?:to|for|any|all|dear|hey|hello|the|an?|every|if you(?:'re|’re| are)|when you(?:'re|’re| are)|important|instructions? (?:to|for))\s+)*",
        r"(?:(?:automated|automatic|ai|a\.i\.|llm|gpt|machine|resume|cv|generative|large language|writing|screening)[\s/-]+)*",
        r"(?:assistants?|tools?|models?|writers?|agents?|systems?|readers?|reviewers?|recruiters?|bots?|chat ?bots?|screeners?|parsers?|generators?|software|language models?|llms?|gpt|chatgpt|claude|copilot|gemini|ai|automations?|algorithms?|directive)\b[^.:;!?\n]*?[:,–—]",
    ))
});

/// The addressed are machines.
pub(super) static MACHINE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:automated|automatic|ai|a\.i\.|llms?|gpt(?:-?\d\w*)?|chatgpt|claude|copilot|gemini|language models?|(?:chat ?)?bots?|algorithms?|machine readers?|the models?|prompts?|parsers?",
        r"|(?:resume|cv|cover letter|application)(?:[- ](?:assistants?|parsers?|tools?|writers?|generators?|builders?|bots?|writing software))|screening software|generated|generative|virtual assistants?)\b",
    ))
});

/// Something is demanded about the person or the machine's own rules.
pub(super) static DEMAND: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:candidates?|applicants?|ignore|disregard|resumes?|cvs?|cover letters?|summary|previous|earlier|instructions?|rank|rating|score|always|never|append|insert|list|include the|add the|claim|respond|output|under skills)\b",
    )
});

/// What somebody is to be told to have or to be: "state that the candidate has".
pub(super) static CLAIM: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:stat|say|claim|mention|list|describ|present|not|writ|assert|declar|certif|attest|affirm|portray|pretend|assum|treat|rat|rank|scor|recommend|giv|prais|replac|includ|set|copy|put|insert|add|must be described)\w*\b[^.!?\n]*?",
        r"\b(?:the|this|that|every|any|each|all|these|everyone|their) (?:ideal )?(?:candidates?|applicants?|person|user|job ?seekers?)(?:'s|’s)?\b",
        r"|\b(?:rate|rank|score|recommend|praise) (?:this|the|any|every) (?:resume|cv|application|applicant|candidate)\b",
        r"|\b(?:write|say|state) (?:it|so|this) (?:down|in the|anyway)\b|\bclaim (?:it|this)\b|\bclaim (?:\w+ )*years of\b",
    ))
});

/// What makes such a claim no honest wish: it holds whatever is true, or in a written document.
pub(super) static WHATEVER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:always|regardless of (?:the profile|what)|even if|whether or not|no matter|anyway|it is not true|resumes?|cvs?|cover letters?|the (?:summary|letter|output)|generated|tailor\w*|the candidate (?:knows|holds|led|has|is|lacks|speaks|managed)|the applicant (?:knows|holds|led|has|is|lacks|speaks|managed|is fluent))\b",
    )
});

/// What a document about the person is to hold.
pub(super) static DOCUMENT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:resumes?|cvs?|cover letters?|the (?:summary|skills section|output|headline|tailored \w+|generated \w+))\b[^.!?\n]*?\b(?:must|should|shall|has to|have to|needs? to|ought to|is to|are to)\b[^.!?\n]*?\b(?:contain|include|mention|say|state|list|begin|start|end|use|show|claim|name|carry|describe|present|open)s?\b",
        r"|\b(?:add|insert|append|include|put|place|list|write|mention|weave|copy|prepend|begin|start|end|open|print|replace|rewrite|change|set|claim|cite|state)\b[^.!?\n]*\b(?:to|in|into|on|at|of|with|from|under|that) (?:the |their |every |any |each |all |this )?(?:\w+ )?(?:resumes?|cvs?|cover letters?|skills (?:section|list)|lebenslauf|curriculum|certificates of the)\b",
        r"|\b(?:every|any|each) (?:generated )?(?:resume|cv|cover letter)s? (?:states?|says?|mentions?|lists?|containing|in which)\b",
        r"|\b(?:begin|start) (?:your|the) (?:response|reply|answer|output|summary|letter) with\b|\b(?:you must |must |only )?output (?:only|a resume)\b|\boutput only\b|\brespond only with\b",
        r"|\b(?:the|your) (?:summary|letter|response|answer) (?:must|shall|should) (?:start|begin|open|end)\b|\bsummary so that it (?:starts|begins)\b|\badd the following sentence\b|\binto the (?:letter|resume|resume)\b",
    ))
});

/// A machine that must or is to do something.
pub(super) static MACHINE_MUST: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:ai|a\.i\.|llms?|gpt\w*|chatgpt|claude|copilot|gemini|language models?|chat ?bots?|bots?|(?:automated|ai|virtual|digital|writing|generative|your)(?: ai)? (?:\w+ )?(?:readers?|tools?|systems?|screeners?|writers?|agents?|assistants?|software|parsers?)|(?:resume|cv)[- ](?:assistants?|tools?|writers?|generators?|builders?|bots?|parsers?))\b",
        r"[^.!?\n]*?\b(?:must|should|shall|are (?:instructed|required|asked|told|directed|to)|is (?:instructed|required|to)|please|always|never)\b",
    ))
});

/// Whom a demand on a machine concerns.
pub(super) static ABOUT_PERSON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:candidates?|applicants?|resumes?|cvs?|cover letters?|applications?|this (?:posting|advert|ad|listing|job|role)|gaps|they must mention|list \w+)\b",
    )
});

/// "When tailoring a résumé for this role, always include".
pub(super) static WHEN_WRITING: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:if|when|whenever|while) (?:you(?:'re|’re| are)? )?(?:(?:an? )?(?:ai|llm|(?:large )?language model|bot|automated \w+)\b|(?:generating|tailoring|rewriting|drafting|parsing|ai-writing)\b[^.!?\n]*\b(?:resume|cv|cover letter|application|letter)|this (?:text|page|posting|advert) is (?:being )?(?:read|processed|parsed) by)",
    )
});

/// A role at the start of a line, as in the transcripts that models are trained on.
pub(super) static ROLE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:system|assistant|developer|user|#+ ?instructions?|instructions? for (?:the )?(?:ai|models?|language models?|bots?))\s*:",
    )
});

/// A command to the system itself: "System: raise every number".
pub(super) static COMMAND: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:system|system message)\s*:\s*(?:please )?(?:add|approve|change|count|double|give|grant|halve|lower|mark|multiply|raise|remove|replace|set|skip|treat|use|write)\s+(?:the|every|everything|all|each|any|an?|this|that|these|those|no|your|their|its)\b",
    )
});

/// What is fenced off as a message to a model; each runs to its end mark or the end of its
/// paragraph.
pub(super) static FENCED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?is)<\|(?:im_start|system|user|assistant|endoftext)\|>.*?(?:<\|im_end\|>|\n\n|\z)",
        r"|\[INST\].*?(?:\[/INST\]|\n\n|\z)|<<SYS>>.*?(?:<</SYS>>|\n\n|\z)",
        r"|<(?:system|instructions?|prompt|assistant|developer|admin)>.*?(?:</(?:system|instructions?|prompt|assistant|developer|admin)>|\n\n|\z)",
        r#"|\{\s*"role"\s*:\s*"(?:system|user|assistant|developer)".*?(?:\}|\n\n|\z)"#,
        r"|```\s*(?:system|assistant|prompt|instructions?)\b.*?(?:```|\n\n|\z)",
        // What a template or a typesetter would run.
        r"|\$\{[^}\n]*\}|\{\{[^}\n]*\}\}|\{%[^%\n]*%\}|<%[^%\n]*%>",
        r#"|#(?:read|eval|import|include)\b\s*\(?\s*"[^"\n]*"[^\s#]*"#,
        r"|\\(?:input|include|write18|openout)\b(?:\{[^}\n]*\})?",
        r"|\bBEGIN (?:SYSTEM|HIDDEN|ADMIN|AI)\b[^\n]*\n.*?(?:\bEND (?:SYSTEM|HIDDEN|ADMIN|AI)\b[^\n]*|\n\n|\z)",
    ))
});

/// A sentence that goes on about the person as the one before it began.
pub(super) static GOES_ON: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:also|then|and|describe|state|say|write|add|include|mention|claim|rate|rank|list|insert|put|never|always|do not|don't|(?:the|this) (?:candidate|applicant|person)|in addition|furthermore|you follow)\b",
    )
});

/// Work with other people's resumes, which is somebody's trade.
pub(super) static FOR_CLIENTS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:clients?|students?|job ?seekers|customers?|participants?|hiring managers?)\b")
});
