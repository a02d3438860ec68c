//! The table of all variables, from which `.env.example` is printed. Part of the configuration.

/// One variable of the environment, as the manual and `.env.example` show it.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// The name, such as `PORT`.
    pub name: &'static str,
    /// The value when unset; empty when there is none.
    pub default: &'static str,
    /// What it does, with its unit.
    pub meaning: &'static str,
}

/// Every variable JobWise reads, in the order of `.env.example`.
pub const VARIABLES: &[Variable] = &[
    Variable { name: "HOST", default: "127.0.0.1", meaning: "The address to listen on." },
    Variable { name: "PORT", default: "8080", meaning: "The port to listen on; 0 takes a free one." },
    Variable {
        name: "PUBLIC_URL",
        default: "",
        meaning: "The address clients see, the base of links; unset: http://HOST:PORT.",
    },
    Variable {
        name: "JOBWISE_ENV",
        default: "development",
        meaning: "`development` or `production`; production makes nothing up and asks for DATABASE_URL and JWT_SECRET.",
    },
    Variable {
        name: "JOBWISE_DATA",
        default: ".jobwise",
        meaning: "The folder for files, the development secret and the private Postgres.",
    },
    Variable {
        name: "FILES_URL",
        default: "",
        meaning: "Where files are kept, when not in JOBWISE_DATA/files: s3://bucket/folder for S3 and who speaks like it, azure://container/folder for Azure Blob Storage.",
    },
    Variable {
        name: "AWS_ENDPOINT_URL",
        default: "",
        meaning: "Where the S3 of FILES_URL answers, such as https://s3.example.com; unset: Amazon's.",
    },
    Variable { name: "AWS_REGION", default: "us-east-1", meaning: "The region of the bucket of FILES_URL." },
    Variable {
        name: "AWS_ACCESS_KEY_ID",
        default: "",
        meaning: "Whose key the S3 of FILES_URL is asked with; unset: the role of the machine, which Amazon's machines have.",
    },
    Variable { name: "AWS_SECRET_ACCESS_KEY", default: "", meaning: "That key." },
    Variable {
        name: "AWS_SESSION_TOKEN",
        default: "",
        meaning: "The token that goes with a key of short life.",
    },
    Variable {
        name: "AZURE_STORAGE_ENDPOINT",
        default: "",
        meaning: "Where the Azure Blob Storage of FILES_URL answers; unset: Azure's own address of the account.",
    },
    Variable {
        name: "AZURE_STORAGE_ACCOUNT",
        default: "",
        meaning: "The storage account of the container of FILES_URL.",
    },
    Variable {
        name: "AZURE_STORAGE_KEY",
        default: "",
        meaning: "The account's key, in base64; unset: the identity of the machine, which Azure's machines have.",
    },
    Variable {
        name: "PDF_ENGINE",
        default: "typst",
        meaning: "What prints PDFs: `typst`, which is inside the program, or `wkhtmltopdf` where it is installed; its files are not tagged. A client may ask for either.",
    },
    Variable {
        name: "WKHTMLTOPDF",
        default: "",
        meaning: "Where the program wkhtmltopdf lies; unset: it is looked for in the PATH.",
    },
    Variable {
        name: "DATABASE_URL",
        default: "",
        meaning: "Postgres, as postgres://user:password@host/name?sslmode=verify-full; unset: a private Postgres of this machine.",
    },
    Variable {
        name: "REDIS_URL",
        default: "",
        meaning: "Redis, as redis://:password@host:6379/0 or rediss:// for TLS, which wake-ups between processes travel by and operations a minute are counted in; give it to all of them or to none. Unset, and whenever it is away, Postgres does both.",
    },
    Variable {
        name: "DATABASE_REPLICA_URL",
        default: "",
        meaning: "A streaming replica of the database, which lists and the search of jobs are read from while it is at most 5 seconds behind; unset: everything is read from the database.",
    },
    Variable { name: "DB_POOL_SIZE", default: "10", meaning: "The most connections to Postgres, 1 to 1000." },
    Variable {
        name: "JWT_SECRET",
        default: "",
        meaning: "Secrets that sign access tokens, at least 32 bytes each, separated by commas: the first signs, the others still verify. Unset in development: one is made and kept in JOBWISE_DATA.",
    },
    Variable {
        name: "REFRESH_COOKIE",
        default: "false",
        meaning: "`true` sends refresh tokens in an HttpOnly, SameSite=Strict cookie in place of the reply.",
    },
    Variable {
        name: "CORS_ORIGINS",
        default: "",
        meaning: "Origins whose pages may call the API, separated by commas, such as https://app.example.com.",
    },
    Variable {
        name: "TRUSTED_PROXIES",
        default: "",
        meaning: "Addresses or networks of proxies in front of the server, separated by commas, such as 127.0.0.1,10.0.0.0/8: their X-Forwarded-For tells where a request comes from, which attempts to sign in are counted by.",
    },
    Variable {
        name: "INTROSPECTION",
        default: "everybody",
        meaning: "Who may ask about the schema: `everybody`, `signed-in` or `nobody`.",
    },
    Variable {
        name: "TRUSTED_DOCUMENTS",
        default: "",
        meaning: "A JSON file of GraphQL documents by their SHA-256; set, the server runs those and no others.",
    },
    Variable {
        name: "GRAPHQL_BATCH",
        default: "0",
        meaning: "The most operations in one HTTP request, 0 to 50; 0 takes no batches.",
    },
    Variable {
        name: "GENERATIONS_PER_HOUR",
        default: "10",
        meaning: "Generations an account with the role USER may start in an hour. One that fails gives its place back.",
    },
    Variable {
        name: "GENERATIONS_PER_HOUR_PREMIUM",
        default: "50",
        meaning: "The same for the role PREMIUM.",
    },
    Variable { name: "GENERATIONS_PER_HOUR_ADMIN", default: "50", meaning: "The same for the role ADMIN." },
    Variable {
        name: "REQUESTS_PER_MINUTE",
        default: "1200",
        meaning: "Operations an account with the role USER may send in a minute, over all processes; 0 for any number.",
    },
    Variable {
        name: "REQUESTS_PER_MINUTE_PREMIUM",
        default: "3000",
        meaning: "The same for the role PREMIUM.",
    },
    Variable { name: "REQUESTS_PER_MINUTE_ADMIN", default: "6000", meaning: "The same for the role ADMIN." },
    Variable {
        name: "REQUESTS_PER_MINUTE_ADDRESS",
        default: "600",
        meaning: "The same for an address from which nobody has signed in; of IPv6 the first 64 bits are one. Set TRUSTED_PROXIES where a proxy stands in front.",
    },
    Variable {
        name: "KEEP_EVENTS_DAYS",
        default: "90",
        meaning: "Days that notifications are kept, and events of generations that have ended, save the last event of each; 0 keeps them for ever.",
    },
    Variable { name: "WORKERS", default: "2", meaning: "Background tasks a process runs at once, 1 to 64." },
    Variable {
        name: "SHUTDOWN_TIMEOUT_SECONDS",
        default: "20",
        meaning: "Seconds that running requests and tasks have to finish after a stop is asked for, 0 to 3600.",
    },
    Variable {
        name: "AI_PROVIDERS",
        default: "",
        meaning: "Models that may put claims in better words, as provider:model, the first preferred, such as openai:gpt-4.1-mini,anthropic:claude-haiku-4-5,ollama:llama3.1:8b; unset: none, everything is done by rules and nothing leaves the machine. Providers: openai, openai-responses, anthropic, ollama, compatible, openrouter, groq, mistral, deepseek, together, xai, gemini.",
    },
    Variable {
        name: "AI_COMPATIBLE_URL",
        default: "",
        meaning: "Where the provider `compatible` is: a server that speaks OpenAI's chat completions, such as http://127.0.0.1:8000/v1.",
    },
    Variable {
        name: "OLLAMA_URL",
        default: "http://127.0.0.1:11434",
        meaning: "Where the provider `ollama` is.",
    },
    Variable {
        name: "AI_TIMEOUT_SECONDS",
        default: "60",
        meaning: "Seconds a call to a model may take in all, 1 to 600.",
    },
    Variable {
        name: "AI_FIRST_TOKEN_SECONDS",
        default: "20",
        meaning: "Seconds until a model has to begin its answer, 1 to 600.",
    },
    Variable {
        name: "AI_IDLE_SECONDS",
        default: "15",
        meaning: "Seconds an answer may stand still once it has begun, 1 to 600.",
    },
    Variable {
        name: "AI_JUDGE",
        default: "",
        meaning: "The model whose second opinion may warn of a claim, as provider:model; it has to come from another house than whoever wrote. Unset: the first of AI_PROVIDERS that does; `none` for no opinion.",
    },
    Variable {
        name: "AI_TOKENS_PER_DAY",
        default: "200000",
        meaning: "Tokens an account with the role USER may spend on models a day (UTC), failed attempts included, calls with keys of its own not.",
    },
    Variable {
        name: "AI_TOKENS_PER_DAY_PREMIUM",
        default: "1000000",
        meaning: "The same for the role PREMIUM.",
    },
    Variable { name: "AI_TOKENS_PER_DAY_ADMIN", default: "1000000", meaning: "The same for the role ADMIN." },
    Variable {
        name: "AI_CACHE_ANALYSIS_MINUTES",
        default: "1440",
        meaning: "Minutes the analysis of a posting is given again to the same question, 0 to 43200; 0 asks anew each time.",
    },
    Variable {
        name: "AI_CACHE_CONTENT_MINUTES",
        default: "60",
        meaning: "The same for content written for an account, which alone is given it again.",
    },
    Variable {
        name: "AI_DEBUG_STORE",
        default: "0",
        meaning: "Hours that words of questions and answers are kept in the table ai_words, without names, mail addresses, telephone numbers and keys, 0 to 720; 0 keeps none.",
    },
    Variable {
        name: "SEAL_KEYS",
        default: "",
        meaning: "Secrets that seal the provider keys people bring, at least 32 bytes each, separated by commas: the first seals, the others still open; `jobwise keys reseal` seals everything with the first. Unset in development: one is made and kept in JOBWISE_DATA; unset in production: nobody can bring a key.",
    },
    Variable {
        name: "METRICS",
        default: "",
        meaning: "The address at which each process answers /metrics in the format of Prometheus, such as 127.0.0.1:9464; unset: nothing is measured. Whoever reaches it can read it.",
    },
    Variable {
        name: "OTEL_EXPORTER_OTLP_ENDPOINT",
        default: "",
        meaning: "The collector of OpenTelemetry that traces go to, by OTLP over HTTP, such as http://127.0.0.1:4318; unset: none are made. They hold ids, kinds, times and counts, never words of anybody's.",
    },
    Variable {
        name: "OTEL_EXPORTER_OTLP_HEADERS",
        default: "",
        meaning: "Headers sent to it, as name=value separated by commas, values percent-encoded, such as authorization=Bearer%20abc.",
    },
    Variable {
        name: "OTEL_SERVICE_NAME",
        default: "jobwise",
        meaning: "The name of this service in traces.",
    },
    Variable {
        name: "OTEL_TRACES_SAMPLER_ARG",
        default: "1",
        meaning: "How many of the traces that begin here are kept, 0 to 1. Where a request comes with a traceparent, whoever sent it has decided.",
    },
    Variable {
        name: "SENTRY_DSN",
        default: "",
        meaning: "The address of a project at Sentry, or at who speaks like it, that faults and panics are reported to, such as https://key@sentry.example.com/42; unset: none are. Reports hold ids, kinds and lines of the source, never words of anybody's.",
    },
    Variable {
        name: "SENTRY_SERVER_NAME",
        default: "",
        meaning: "The name of this machine in reports; unset: none.",
    },
    Variable {
        name: "OPENAI_API_KEY",
        default: "",
        meaning: "The key of OpenAI, for `openai` and `openai-responses`.",
    },
    Variable { name: "ANTHROPIC_API_KEY", default: "", meaning: "The key of Anthropic." },
    Variable {
        name: "AI_COMPATIBLE_API_KEY",
        default: "",
        meaning: "The key of the provider `compatible`, where its server wants one.",
    },
    Variable { name: "OPENROUTER_API_KEY", default: "", meaning: "The key of OpenRouter." },
    Variable { name: "GROQ_API_KEY", default: "", meaning: "The key of Groq." },
    Variable { name: "MISTRAL_API_KEY", default: "", meaning: "The key of Mistral." },
    Variable { name: "DEEPSEEK_API_KEY", default: "", meaning: "The key of DeepSeek." },
    Variable { name: "TOGETHER_API_KEY", default: "", meaning: "The key of Together." },
    Variable { name: "XAI_API_KEY", default: "", meaning: "The key of xAI." },
    Variable { name: "GEMINI_API_KEY", default: "", meaning: "The key of Gemini." },
    Variable {
        name: "JOBWISE_SKILLS",
        default: "",
        meaning: "A file of further skills, in the format of assets/lexicon/skills.tsv.",
    },
    Variable {
        name: "JOBWISE_LOG",
        default: "info",
        meaning: "What to log, as a tracing filter such as `info,jobwise=debug`.",
    },
];

/// The text of `.env.example`: every variable with its meaning, commented out.
pub fn env_example() -> String {
    let mut text = String::from(
        "# What JobWise reads from the environment. Copy to .env and uncomment what you change.\n",
    );
    for Variable { name, default, meaning } in VARIABLES {
        text.push_str(&format!("\n# {meaning}\n# {name}={default}\n"));
    }
    text
}
