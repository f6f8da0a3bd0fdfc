//! Structs as types of TypeScript, for the web client: files of views and of acts, written by
//! `cargo xtask typescript`. Tests hold the committed files against the structs.

use std::{any::TypeId, collections::BTreeMap};
use ts_rs::{Config, TS, TypeVisitor};

/// Types by the names that they have in TypeScript, each with all that it is made of.
pub struct Declarations {
    config: Config,
    types: BTreeMap<String, (TypeId, String)>,
}

impl Default for Declarations {
    fn default() -> Self {
        Self {
            // No number here is above 2^53: moments are milliseconds, the rest are counts.
            config: Config::new().with_large_int("number"),
            types: BTreeMap::new(),
        }
    }
}

impl Declarations {
    /// Adds a type, whose name it answers.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::ident(&self.config)
    }

    /// A file of them.
    pub fn file(self, head: &str) -> String {
        let types = self.types.into_values().map(|(_, text)| text);
        types.fold(head.to_owned(), |all, one| all + "\n" + &one)
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // What has no file of its own, such as a list, is written out where it is used.
        if T::output_path().is_none() {
            return;
        }
        let (name, id) = (T::ident(&self.config), TypeId::of::<T>());
        if let Some((known, _)) = self.types.get(&name) {
            assert!(
                *known == id,
                "two types are called {name}: give one another"
            );
            return;
        }
        let docs = T::docs().map_or_else(String::new, |docs| comment(&docs, ""));
        let text = format!("{docs}export {}\n", laid_out(&T::decl(&self.config)));
        self.types.insert(name, (id, text));
        T::visit_dependencies(self);
    }
}

/// A comment on one line where it has one.
fn comment(block: &str, indent: &str) -> String {
    let lines = block.lines().map(str::trim);
    let words = lines.filter(|line| !matches!(*line, "" | "/**" | "*/"));
    let words: Vec<&str> = words
        .map(|line| line.strip_prefix('*').unwrap_or(line).trim())
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => format!("{indent}/** {one} */\n"),
        several => {
            let lines = several.iter().map(|line| format!("{indent} * {line}\n"));
            format!("{indent}/**\n{}{indent} */\n", lines.collect::<String>())
        }
    }
}

/// A field on each line; of one of several shapes, a shape on each.
fn laid_out(declaration: &str) -> String {
    if let Some((head, shapes)) = several_shapes(declaration) {
        let shapes = shapes.iter().map(|shape| format!("\n  | {shape}"));
        return format!("{head}={};", shapes.collect::<String>());
    }
    let body = declaration
        .split_once("= {")
        .and_then(|(head, rest)| Some((head, rest.trim_end().strip_suffix("};")?)));
    let Some((head, body)) = body else {
        return declaration.to_owned();
    };
    let fields = fields(body).into_iter().map(|field| {
        let (docs, field) = match field.split_once("*/") {
            Some((docs, field)) => (comment(docs, "  "), field.trim()),
            None => (String::new(), field.trim()),
        };
        format!("{docs}  {field};\n")
    });
    format!("{head}= {{\n{}}};", fields.collect::<String>())
}

/// `{ "kind": "one", … } | { "kind": "two", … }`, shape by shape.
fn several_shapes(declaration: &str) -> Option<(&str, Vec<String>)> {
    let (head, body) = declaration.split_once("= {")?;
    let body = body.trim_end().strip_suffix("};")?;
    let shapes = body.split(" } | { ");
    let shapes: Vec<String> = shapes
        .map(|shape| format!("{{ {} }}", shape.trim().trim_end_matches(',')))
        .collect();
    (shapes.len() > 1).then_some((head, shapes))
}

/// Split at commas that stand in no bracket, text or comment.
fn fields(body: &str) -> Vec<String> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut told) = (0_usize, false, false);
    let mut last = ' ';
    for sign in body.chars() {
        match (last, sign) {
            ('/', '*') if !quoted => told = true,
            ('*', '/') if told => told = false,
            (_, '"') if !told => quoted = !quoted,
            (_, '{' | '<' | '[' | '(') if !quoted && !told => depth += 1,
            (_, '}' | '>' | ']' | ')') if !quoted && !told => depth = depth.saturating_sub(1),
            _ => {}
        }
        if sign == ',' && depth == 0 && !quoted && !told {
            fields.push(std::mem::take(&mut field));
        } else {
            field.push(sign);
        }
        last = sign;
    }
    fields.push(field);
    fields.retain(|field| !field.trim().is_empty());
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_line() {
        for (declared, wanted) in [
            ("type A = \"one\" | \"two\";", "type A = \"one\" | \"two\";"),
            (
                "type B = { a: number, b: Array<[string, string]>, };",
                "type B = {\n  a: number;\n  b: Array<[string, string]>;\n};",
            ),
            (
                "type D = { \"kind\": \"one\", a: Array<{ x: number }>, } | { \"kind\": \"two\" } | { \"kind\": \"three\", b: string, };",
                "type D =\n  | { \"kind\": \"one\", a: Array<{ x: number }> }\n  | { \"kind\": \"two\" }\n  | { \"kind\": \"three\", b: string };",
            ),
            (
                "type C = { \n/**\n * One, two.\n */\na: string, \n/**\n * On\n * two lines.\n */\nb: { [key in string]: number }, };",
                "type C = {\n  /** One, two. */\n  a: string;\n  /**\n   * On\n   * two lines.\n   */\n  b: { [key in string]: number };\n};",
            ),
        ] {
            assert_eq!(laid_out(declared), wanted);
        }
    }
}
