//! The index of rules as one HTML page that stands alone: a section a rule, with its id as the anchor, and a search. Loads
//! no rule.

use minijinja::{Environment, Value, context};

use crate::findings::RuleInfo;
use crate::output::markup::{html, is_web};
use crate::text::printable;

/// A rule, and what the page needs beside what a report knows of it.
#[derive(Debug)]
pub struct Documented<'r> {
    /// What a report knows.
    pub info: &'r RuleInfo,
    /// Where the rule belongs: the name of its directory.
    pub category: String,
    /// Its parameters, as name, default and description.
    pub params: Vec<[String; 3]>,
}

/// The page, with the rules in the order of their categories and ids.
///
/// # Errors
///
/// None that a rule could cause; the template may have a mistake.
pub fn html_page(rules: &[Documented<'_>]) -> Result<String, minijinja::Error> {
    let mut sorted: Vec<&Documented<'_>> = rules.iter().collect();
    sorted.sort_by_key(|rule| (rule.category.as_str(), rule.info.id.as_str()));
    let categories: Vec<Value> = sorted
        .chunk_by(|a, b| a.category == b.category)
        .map(|part| {
            let rules: Vec<Value> = part.iter().map(|rule| section(rule, &sorted)).collect();
            context! { name => part[0].category.as_str(), rules }
        })
        .collect();
    let mut environment = Environment::new();
    environment.add_template("page.html", include_str!("page.html"))?;
    environment.get_template("page.html")?.render(context! {
        categories,
        count => rules.len(),
        version => env!("CARGO_PKG_VERSION"),
        style => Value::from_safe_string(include_str!("style.css").to_owned()),
        script => Value::from_safe_string(include_str!("search.js").to_owned()),
    })
}

fn section(rule: &Documented<'_>, all: &[&Documented<'_>]) -> Value {
    let info = rule.info;
    let is_there = |id: &&str| all.iter().any(|other| other.info.id == *id);
    let names = |other: &RuleInfo| other.explained_by.iter().any(|cause| cause.rule == info.id);
    let causes = info.explained_by.iter().map(|cause| cause.rule.as_str());
    let mut explained_by: Vec<String> = causes.filter(is_there).map(str::to_owned).collect();
    explained_by.dedup();
    let explains: Vec<String> =
        all.iter().map(|other| other.info).filter(|&o| names(o)).map(|o| o.id.clone()).collect();
    let reference = |address: &String| context! { address => address.as_str(), is_link => is_web(address) };
    let references: Vec<Value> = info.references.iter().map(reference).collect();
    let params: Vec<Vec<String>> = rule.params.iter().map(|param| param.to_vec()).collect();
    let safe = |markdown: &str| Value::from_safe_string(html(&printable(markdown)));
    let tags = info.tags.join(", ");
    let words = [&info.id, &info.title, &info.component, &info.sig, &tags, &info.description, &info.help];
    context! {
        id => info.id.as_str(),
        anchors => info.renamed_from.clone(),
        title => printable(&info.title),
        severity => info.severity.as_str(),
        confidence => info.confidence.as_str(),
        status => info.status.as_str(),
        component => info.component.as_str(),
        sig => info.sig.as_str(),
        tags => tags.as_str(),
        description => safe(&info.description),
        help => safe(&info.help),
        params,
        explained_by,
        explains,
        references,
        words => words.map(|word| word.to_lowercase()).join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::ExplainedBy;

    fn rule(id: &str) -> RuleInfo {
        RuleInfo { title: format!("<b>{id}</b> is bad"), ..RuleInfo::named(id) }
    }

    #[test]
    fn each_rule_has_an_anchor_and_leads_to_causes_and_consequences() {
        let cause = RuleInfo { renamed_from: vec!["old".into()], ..rule("cause") };
        let by =
            |rule: &str| ExplainedBy { rule: rule.into(), by: vec![], named_in: None, is_conditional: false };
        let effect = RuleInfo {
            explained_by: vec![by("cause"), by("elsewhere")],
            references: vec!["javascript:x()".into(), "https://example.com/".into()],
            help: "`oc get x` <script>".into(),
            ..rule("effect")
        };
        let of = |info| Documented { info, category: "nodes".into(), params: vec![] };
        let page = html_page(&[of(&effect), of(&cause)]).expect("a page");
        for part in [
            "<section id=\"cause\"",
            "<a id=\"old\"></a>",
            "&lt;b&gt;cause&lt;&#x2f;b&gt; is bad",
            "<a href=\"#cause\">cause</a>",
            "<a href=\"#effect\">effect</a>",
            "<code>oc get x</code> &lt;script&gt;",
            "<a href=\"https:&#x2f;&#x2f;example.com&#x2f;\">",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        assert!(!page.contains("href=\"javascript") && !page.contains("#elsewhere"), "{page}");
    }
}
