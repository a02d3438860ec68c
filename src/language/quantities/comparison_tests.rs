//! Which quantity supports which.

use super::*;

/// Compares the only quantity of each text.
fn compare(claimed: &str, known: &str) -> Comparison {
    let only = |text: &str| {
        let mut found = find_quantities(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.remove(0)
    };
    only(claimed).compare(&only(known))
}

fn check_pairs(expected: Comparison, pairs: &[(&str, &str)]) {
    for (claimed, known) in pairs {
        assert_eq!(compare(claimed, known), expected, "\"{claimed}\" by \"{known}\"");
    }
}

#[test]
fn equal_in_other_dress_is_equal() {
    let pairs = [
        ("forty-five trucks", "45 trucks"),
        ("1.2M users", "1,200,000 users"),
        ("18k invoices", "18,000 invoices"),
        ("a dozen stores", "12 stores"),
        ("half of the units", "50% of the units"),
        ("one in two units", "half of the units"),
        ("4 out of 5 units", "80% of units"),
        ("55 percent", "55%"),
        ("two years", "24 months"),
        ("2.5 years", "30 months"),
        ("900 ms", "0.9 s"),
        ("90 minutes", "an hour and a half"),
        ("an 8-hour shift", "8 hours"),
        ("$3.4k", "$3,400"),
        ("$1.9M", "USD 1.9 million"),
        ("£40k", "GBP 40,000"),
        ("310.000 €", "EUR 310,000"),
        ("Feb 2023", "2023-02"),
        ("02/2023", "February 2023"),
        ("doubled output", "2x output"),
        ("doubled output", "a 100% increase"),
        ("doubled output", "grew by 100%"),
        ("halved the cost", "cut the cost by 50%"),
        ("halved the cost", "cut by half"),
        ("a threefold rise", "tripled"),
        ("2019–2022", "from 2019 to 2022"),
        ("twice a month", "two times a month"),
        ("every other week", "every two weeks"),
        ("one week in six", "every sixth week"),
        ("quarterly", "every quarter"),
        ("daily", "every day"),
        ("annual", "once a year"),
        ("over 50 stores", "50+ stores"),
        ("at least 50 stores", "50 or more stores"),
        ("about 230 carriers", "roughly 230 carriers"),
        ("25 bps", "0.25 percentage points"),
        ("2 GB", "2,000 MB"),
        ("1 kg", "1,000 g"),
        ("$310,000 a year", "$310,000 yearly"),
        ("Type II", "type 2"),
        ("a SOC 2 audit", "for SOC 2"),
        ("GPT-4", "the GPT 4"),
        ("4 to 5 patients", "four to five patients"),
    ];
    check_pairs(Comparison::Equal, &pairs);
    let turned: Vec<(&str, &str)> = pairs.iter().map(|(one, other)| (*other, *one)).collect();
    check_pairs(Comparison::Equal, &turned);
}

#[test]
fn a_weaker_statement_is_entailed() {
    check_pairs(
        Comparison::Weaker,
        &[
            ("over 200 carriers", "230 carriers"),
            ("over 200 carriers", "about 230 carriers"),
            ("more than 9 years", "9.4 years"),
            ("more than nine years", "10 years"),
            ("at least 4 patients", "4 to 5 patients"),
            ("up to 5 patients", "4 to 5 patients"),
            ("about 40 units", "40 units"),
            ("about 40 units", "41.2 units"),
            ("nearly 50 units", "48 units"),
            ("under 10 minutes", "9 minutes"),
            ("up to 9 nurses", "9 nurses"),
            ("50 stores", "50+ stores"),
            ("2023", "May 3, 2023"),
            ("May 2023", "May 3, 2023"),
            ("since 2019", "since May 2019"),
            ("2022", "summer 2022"),
            ("30 jobs", "30 jobs a year"),
            ("hundreds of users", "230 users"),
            ("every other week", "every other Thursday"),
            ("2 units", "2 of the hospital's 7 units"),
            ("bi-weekly", "every two weeks"),
        ],
    );
}

#[test]
fn a_lost_hedge_is_a_raise() {
    check_pairs(
        Comparison::Raised,
        &[
            ("230 carriers", "about 230 carriers"),
            ("9 nurses", "up to 9 nurses"),
            ("50 units", "nearly 50 units"),
            ("5 patients", "4 to 5 patients"),
            ("10 minutes", "under 10 minutes"),
        ],
    );
}

#[test]
fn another_number_is_never_entailed() {
    check_pairs(
        Comparison::Different,
        &[
            ("60%", "40%"),
            ("14 months", "4 months"),
            ("40%", "40 percentage points"),
            ("$60,000", "€60,000"),
            ("£61,000 a year", "£61,000 a month"),
            ("£61,000 a month", "£61,000"),
            ("$3.1M", "$310k"),
            ("over 200 carriers", "200 carriers"),
            ("over 220 carriers", "about 230 carriers"),
            ("up to 19 nurses", "up to 9 nurses"),
            ("up to 10 nurses", "9 nurses"),
            ("about 45 units", "41.2 units"),
            ("about 240 units", "230 units"),
            ("nearly 60 units", "48 units"),
            ("under 20 minutes", "9 minutes"),
            ("9 weeks", "9 months"),
            ("1 month", "30 days"),
            ("May 2023", "2023"),
            ("2022", "2023"),
            ("since 2018", "since 2019"),
            ("since 2019", "2019"),
            ("2022", "since 2022"),
            ("fell to 40%", "fell by 40%"),
            ("up 40%", "down 40%"),
            ("doubled output", "grew by 200%"),
            ("halved output", "grew by 50%"),
            ("every week", "every other week"),
            ("twice a week", "twice a month"),
            ("twice a week", "bi-weekly"),
            ("5 of 7 units", "2 of 7 units"),
            ("7 units", "2 of 7 units"),
            ("60,000 people", "$60,000"),
            ("Python 3.12", "Python 3.11"),
            ("Type II", "Type I"),
            ("line 5", "line 4"),
            ("the second year", "the first year"),
            ("thousands of users", "230 users"),
            ("7 to 8 patients", "4 to 5 patients"),
            ("4 to 6 patients", "5 patients"),
            ("120 V", "120 A"),
            ("daily", "weekly"),
            ("one week in three", "one week in six"),
            ("24/7", "daily"),
            ("1:4", "1:5"),
        ],
    );
}

#[test]
fn ends_of_a_change_do_not_swap() {
    let claimed = find_quantities("from 13 to 22 hours");
    let known = find_quantities("from 22 to 13 hours");
    assert!(known.iter().all(|known| !claimed[0].is_entailed_by(known)), "{claimed:?}");
    assert!(known[0].is_entailed_by(&known[0]) && known[1].is_entailed_by(&known[1]));
}
