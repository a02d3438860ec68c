//! Generates the types of every operation of `examples/queries`, a module for each file.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const SCHEMA: &str = "../../../schema.graphql";
const OPERATIONS: &str = "../../queries";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={OPERATIONS}");
    cynic_codegen::register_schema("jobwise").from_sdl_file(SCHEMA)?.as_default()?;

    let generator = cynic_querygen::Generator::new(fs::read_to_string(SCHEMA)?)?;
    let mut modules = String::new();
    let mut paths: Vec<_> =
        fs::read_dir(OPERATIONS)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Box<dyn Error>>>()?;
    paths.sort();
    for path in paths {
        let operations = generator.generate(fs::read_to_string(&path)?)?;
        // querygen takes every scalar for a text; `JSON` is any value.
        let operations =
            operations.replace("pub struct Json(pub String)", "pub struct Json(pub serde_json::Value)");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        writeln!(modules, "pub mod {name} {{\nuse crate::schema;\n{operations}}}")?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("operations.rs"), modules)?;
    Ok(())
}
