//! What is read of a text, line by line.

use super::*;

/// One quantity in a line: hedge, kind, value, unit, rate, part.
fn show(quantity: &Quantity) -> String {
    use QuantityKind as Kind;
    let number = |value: f64| format!("{}", (value * 1e6).round() / 1e6);
    let value = if quantity.low == quantity.high {
        number(quantity.low)
    } else {
        format!("{}..{}", number(quantity.low), number(quantity.high))
    };
    let hedge = match quantity.bound {
        Bound::Exact => "",
        Bound::About => "~",
        Bound::Nearly => "-",
        Bound::AtLeast => ">=",
        Bound::AtMost => "<=",
        Bound::MoreThan => ">",
        Bound::LessThan => "<",
    };
    let kind = match quantity.kind {
        Kind::Count => value.clone(),
        Kind::Percent => format!("{value}%"),
        Kind::PercentagePoints => format!("{value}pp"),
        Kind::Factor => format!("x{value}"),
        Kind::Fraction => format!("part {value}"),
        Kind::Share { of } => format!("{value} of {of}"),
        Kind::Ratio { to } => format!("{value}:{to}"),
        Kind::Money { currency } => format!("{currency} {value}"),
        Kind::Duration(TimeScale::Seconds) => format!("{value}s"),
        Kind::Duration(TimeScale::Months) => format!("{value}mo"),
        Kind::Frequency => format!("{value} times"),
        Kind::Measure(dimension) => format!("{dimension:?} {value}"),
        Kind::Date(date) => date.to_string(),
        Kind::Month(month) => format!("month {month}"),
        Kind::Period(period) => {
            let end = |end: Option<crate::language::dates::PartialDate>| {
                end.map_or_else(String::new, |end| end.to_string())
            };
            format!("{}/{}", end(period.start), end(period.end))
        }
        Kind::Ordinal => format!("#{value}"),
        Kind::Identifier => "name".to_owned(),
        Kind::Phone => "phone".to_owned(),
    };
    let role = match quantity.role {
        Some(Role::From) => " from",
        Some(Role::To) => " to",
        Some(Role::By) => " by",
        None => "",
    };
    let way = match quantity.direction {
        Some(Direction::Up) => " up",
        Some(Direction::Down) => " down",
        None => "",
    };
    // The unit of a duration is in its value.
    let is_told = matches!(quantity.kind, Kind::Duration(_) | Kind::Percent | Kind::PercentagePoints);
    let unit =
        quantity.unit.as_ref().filter(|_| !is_told).map_or_else(String::new, |unit| format!(" {unit}"));
    let per = quantity.per.as_ref().map_or_else(String::new, |per| format!(" per {per}"));
    format!("{hedge}{kind}{unit}{per}{role}{way}")
}

fn check(text: &str, expected: &[&str]) {
    let found = find_quantities(text);
    let lines: Vec<String> = found.iter().map(show).collect();
    assert_eq!(lines, expected, "{text}");
}

#[test]
fn counts_know_what_they_count() {
    check("Led five engineers", &["5 engineer"]);
    check("a team of 5 engineers", &["5 engineer"]);
    check("a team of 5", &["5 person"]);
    check("a 5-person team", &["5 person"]);
    check("on a 28-bed cardiac step-down unit", &["28 bed"]);
    check("a forty-eight-bed ward", &["48 bed"]);
    check("11 new graduate nurses since 2021", &["11 nurse", "2021/"]);
    check("6 corrugated-board lines running three shifts", &["6 line", "3 shift"]);
    check("25 to 30 children a day", &["25..30 child per day"]);
    check("4 to 5 telemetry patients per shift", &["4..5 patient per shift"]);
    check("Bid on 30 small jobs a year together", &["30 job per year"]);
    check("up to 9 nurses", &["<=9 nurse"]);
    check("two (2) nurses", &["2 nurse"]);
    check("one paid-media specialist", &["1 specialist"]);
    check("a 12-lead ECG", &["12 lead"]);
    check("2 FTEs", &["2 fte"]);
    check("GPA 3.9", &["3.9 gpa"]);
    check("groups of up to eight", &["<=8 person"]);
    check("one of whom was promoted", &["1"]);
    check("two or three sites", &["2..3 site"]);
}

#[test]
fn numbers_are_read_in_every_dress() {
    check("forty-five trucks", &["45 truck"]);
    check("a dozen trucks", &["12 truck"]);
    check("two dozen trucks", &["24 truck"]);
    check("a hundred trucks", &["100 truck"]);
    check("hundreds of trucks", &[">=200 truck"]);
    check("1.2M users", &["1200000 user"]);
    check("1.2 million users", &["1200000 user"]);
    check("18k invoices", &["18000 invoice"]);
    check("5 lakh users", &["500000 user"]);
    check("2 crore users", &["20000000 user"]);
    check("1.200 copies", &["1200 copy"]);
    check("1,200 copies", &["1200 copy"]);
    check("10,000+ users", &[">=10000 user"]);
    check("~200 tickets", &["~200 ticket"]);
    check("about 230 carriers", &["~230 carrier"]);
    check("nearly 50 stores", &["-50 store"]);
    check("over 200 stores", &[">200 store"]);
    check("more than 200 stores", &[">200 store"]);
    check("no more than 9 patients", &["<=9 patient"]);
    check("fewer than 9 patients", &["<9 patient"]);
    check("9 or more patients", &[">=9 patient"]);
    check("between 4 and 5 patients", &["4..5 patient"]);
    check("25–30 covers", &["25..30 cover"]);
    check("some 300 guests", &["~300 guest"]);
    check("a minimum of 12 beds", &[">=12 bed"]);
}

#[test]
fn shares_factors_and_points_are_told_apart() {
    check("55%", &["55%"]);
    check("55 percent", &["55%"]);
    check("55 per cent", &["55%"]);
    check("fell 5 percentage points", &["5pp by down"]);
    check("25 bps", &["0.25pp"]);
    check("25 basis points", &["0.25pp"]);
    check("half of the units", &["part 0.5"]);
    check("two-thirds of the team", &["part 0.666667"]);
    check("a third of the team", &["part 0.333333"]);
    check("a third-party vendor", &[]);
    check("cut by half", &["part 0.5 by down"]);
    check("doubled sales", &["x2 up"]);
    check("more than tripled sales", &[">x3 up"]);
    check("halved the backlog", &["x0.5 down"]);
    check("3x faster", &["x3 up"]);
    check("a 3× gain", &["x3 up"]);
    check("a threefold gain", &["x3 up"]);
    check("a 3-fold gain", &["x3 up"]);
    check("three times faster", &["x3 up"]);
    check("4 out of 5 patients", &["4 of 5 patient"]);
    check("2 of the hospital's 7 inpatient units", &["2 of 7 unit"]);
    check("one in six patients", &["1 of 6 patient"]);
    check("on call one week in six", &["1 of 6 week"]);
    check("rated 4.8/5", &["4.8 of 5"]);
    check("a 1:4 ratio", &["1:4"]);
    check("fell by 40%", &["40% by down"]);
    check("fell to 40%", &["40% to"]);
    check("a 40% increase", &["40% by up"]);
    check("from 18% to 27%", &["18% from", "27% to"]);
}

#[test]
fn money_has_a_currency_and_a_rate() {
    check("$1.2M", &["USD 1200000"]);
    check("€ 3.4k", &["EUR 3400"]);
    check("USD 310,000", &["USD 310000"]);
    check("310.000 €", &["EUR 310000"]);
    check("12 Mio. €", &["EUR 12000000"]);
    check("£40k", &["GBP 40000"]);
    check("$5MM", &["USD 5000000"]);
    check("$60-70k", &["USD 60000..70000"]);
    check("$1-2 million", &["USD 1000000..2000000"]);
    check("€60k–70k", &["EUR 60000..70000"]);
    check("from £38,000 to £61,000 a month", &["GBP 38000 per month from", "GBP 61000 per month to"]);
    check("$45/hr", &["USD 45 per hour"]);
    check("$310,000 yearly contract", &["USD 310000 per year"]);
    check("£15,000 each", &["GBP 15000 per each"]);
    check("up to $40,000", &["<=USD 40000"]);
    check("5 million dollars", &["USD 5000000"]);
    check("CHF 90'000", &["CHF 90000"]);
}

#[test]
fn durations_and_measures_have_their_base() {
    check("14 months", &["14mo"]);
    check("two years", &["24mo"]);
    check("2.5 years", &["30mo"]);
    check("two and a half years", &["30mo"]);
    check("2 years and 6 months", &["30mo"]);
    check("an 18-month project", &["18mo"]);
    check("8-hour shifts", &["28800s"]);
    check("within an hour", &["3600s"]);
    check("an hour and a half", &["5400s"]);
    check("half a day", &["43200s"]);
    check("within one quarter", &["3mo"]);
    check("600 clinical hours", &["2160000s"]);
    check("900 ms", &["0.9s"]);
    check("0.9 s", &["0.9s"]);
    check("900ms", &["0.9s"]);
    check("over 9 years of experience", &[">108mo"]);
    check("over 9 months, wired", &[">=9mo"]);
    check("45 to 30 minutes", &["2700s from", "1800s to"]);
    check("16 GB of memory", &["Data 16000000000 byte"]);
    check("a 1,200-amp service", &["Current 1200 amp"]);
    check("480 V panels", &["Voltage 480 volt"]);
    check("40,000 sq ft", &["Area 3716.1216 sq ft"]);
    check("50 lb boxes", &["Mass 22679.6185 pound"]);

    check("at 100 km/h", &["Speed 27.777778 m/s"]);
}

#[test]
fn dates_and_years_are_no_counts() {
    check("in Feb 2021", &["2021-02"]);
    check("2021-02", &["2021-02"]);
    check("02/2021", &["2021-02"]);
    check("February 3, 2021", &["2021-02-03"]);
    check("3 Feb 2021", &["2021-02-03"]);
    check("15.02.2021", &["2021-02-15"]);
    check("since 2019", &["2019/"]);
    check("2019–2022", &["2019/2022"]);
    check("from 2019 to 2022", &["2019/2022"]);
    check("2018-19", &["2018/2019"]);
    check("Jan 2020 - present", &["2020-01/"]);
    check("between January and December 2022", &["2022-01/2022-12"]);
    check("May to July 2023", &["2023-05/2023-07"]);
    check("Q3 2023", &["2023/2023 q3"]);
    check("summer 2022", &["2022/2022 summer"]);
    check("the winter of 2018-2019", &["2018/2019 winter"]);
    check("the 1990s", &["1990/1999 decade"]);
    check("the '90s", &["1990/1999 decade"]);
    check("FY24", &["name fy 2024"]);
    check("fiscal year 2024", &["name fy 2024"]);
    check("the 2022 medication scanning update", &["2022"]);
    check("2,021 units", &["2021 unit"]);
    check("2000 units", &["2000 unit"]);
    check("over 2000", &[">2000"]);
    check("2000+ users", &[">=2000 user"]);
    check("in 2021 sales grew", &["2021"]);
    check("in March", &["month 3"]);
    check("you may march", &[]);
}

#[test]
fn frequencies_are_times_in_a_time() {
    check("twice a month", &["2 times per month"]);
    check("three times a day", &["3 times per day"]);
    check("2x per week", &["2 times per week"]);
    check("daily", &["1 times per day"]);
    check("bi-weekly", &["0.5..2 times per week"]);
    check("every other Thursday", &["0.5 times thursday per week"]);
    check("every two weeks", &["0.5 times per week"]);
    check("every second week", &["0.5 times per week"]);
    check("once every three months", &["0.333333 times per month"]);
    check("24/7", &["168 times hour per week"]);
    check("around the clock", &["168 times hour per week"]);
    check("three shifts a day", &["3 shift per day"]);
    check("one weekend a month", &["1 weekend per month"]);
    check("each February", &["1 times february per year"]);
    check("every patient", &[]);
    check("once the plan was made", &[]);
}

#[test]
fn names_with_numbers_are_no_amounts() {
    for (text, name) in [
        ("Python 3.11", "python 3.11"),
        ("C++17", "c++ 17"),
        ("SOC 2 audit", "soc 2"),
        ("ISO 27001", "iso 27001"),
        ("OSHA 30-Hour", "osha 30-hour"),
        ("with RSLogix 500", "rslogix 500"),
        ("S/4HANA", "s 4hana"),
        ("HTTP/2", "http 2"),
        ("p95", "p95"),
        ("Level 3", "level 3"),
        ("Section 508", "section 508"),
        ("3D", "3d"),
        ("B2B", "b2b"),
        ("5G", "5g"),
        ("GPT-4", "gpt 4"),
        ("Windows 11", "windows 11"),
        ("Windows 10 machines", "windows 10"),
        ("Form 1040", "form 1040"),
        ("401(k)", "401(k)"),
        ("a Type II report", "type 2"),
        ("on line 4", "line 4"),
        ("SQL Server 2019", "server 2019"),
        ("COVID-19", "covid 19"),
        ("v3.2.1", "v3.2.1"),
        ("9:30 am", "9:30am"),
        ("ranked #1", "number 1"),
    ] {
        check(text, &[format!("name {name}").as_str()]);
    }
    check("(555) 123-4567", &["phone 5551234567"]);
    check("+49 30 1234567", &["phone 49301234567"]);
    check("555-123-4567", &["phone 5551234567"]);
}

#[test]
fn ordinals_stand_before_what_they_order() {
    check("the first year", &["#1 year"]);
    check("2nd place", &["#2 place"]);
    check("75th anniversary", &["#75 anniversary"]);
    check("first aid", &[]);
    check("first as an apprentice", &[]);
}

#[test]
fn texts_of_many_occupations_are_read() {
    check("a multi-million-dollar budget", &[">=USD 2000000"]);
    check("a multimillion-dollar portfolio", &[">=USD 2000000"]);
    check("raised over a quarter of a million dollars", &[">USD 250000"]);
    check("a 3.9/4.0 GPA", &["3.9 of 4 gpa"]);
    check("flew the Boeing 737-800", &["name boeing 737-800"]);
    check("filed a 10-K and an 1120-S", &["name 10-k", "name 1120-s"]);
    check("802.11ac", &["name 802.11ac"]);
    check("from 4.5k to 31k in under a year", &["4500 from", "31000 to", "<12mo"]);
    check("cut load time in half", &["part 0.5 by down"]);
    check("from 10 to 4 business days", &["864000s from", "345600s to"]);
    check("4 to 6 clinical hours", &["14400..21600s"]);
    check("14 calls per 24-hour shift", &["14 call per shift", "86400s"]);
    check("3 falls per 1,000 patients", &["3 fall per 1000 patient", "1000 patient"]);
    check("45 quarter units", &["45 unit"]);
    check("180 eight-hour days", &["180", "28800s"]);
    check("a 200-hour yoga teacher training in", &["720000s"]);
    check("children aged 3–5", &["3..5"]);
    check("2.5 mg/kg twice daily", &["Mass 0.0025 mg per kg", "2 times per day"]);
    check("a 10,000 m2 site", &["Area 10000 sq m"]);
    check("3cc syringes", &["Volume 0.003 ml"]);
    check("the '19 tour of the class of '22", &["2019", "2022"]);
    check("at -20 °C", &["Temperature -20 celsius"]);
    check("-40 °F", &["Temperature -40 fahrenheit"]);
    check("sales: +12% and costs -5%", &["12% by up", "5% by down"]);
    check("from Analyst I to Analyst III", &["name analyst 3"]);
    check("grew revenue by $2.2M", &["USD 2200000 by up"]);
    check("attended by 900 visitors", &["900 visitor"]);
    check("Each February, saw 120 visitors", &["1 times february per year", "120 visitor per february"]);
    check("reducing rework by doubling checks", &["x2 by up"]);
}

#[test]
fn words_further_off_say_what_an_amount_is() {
    check("a yearly budget of €3.1M", &["1 times per year", "EUR 3100000 per year"]);
    check("up from 98%", &["98% from"]);
    check("from 41 kg of waste a day to 26", &["Mass 41000 kg per day from", "Mass 26000 kg per day to"]);
    check("from 31 flaky tests to 6", &["31 test from", "6 test to"]);
    check("<p>5+ years</p>", &[">=60mo"]);
    check("> 5 years", &[">60mo"]);
    check("$45/hr - $60/hr", &["USD 45..60 per hour"]);
    check("Budget: 5\n\nEngineers led", &["5"]);
    check("3 to 5\nyears", &["36..60mo"]);
}

#[test]
fn german_numbers_are_read_where_they_are_plain() {
    check("mindestens zwei Jahre Erfahrung", &[">=24mo"]);
    check("3 bis 5 Jahre", &["36..60mo"]);
    check("etwa 1,5 Millionen Euro", &["~EUR 1500000"]);
    check("seit Oktober 2019, 40 Prozent", &["2019-10", "40%"]);
    check("60.000 bis 70.000 €", &["EUR 60000..70000"]);
    check("1.200 bis 1.500 Kunden", &["1.2..1.5 kunden"]);
}

#[test]
fn what_a_number_leaves_out_stands_before_it() {
    check("more than seven years at Acme, more than four of them as lead", &[">84mo", ">48mo"]);
    check("seven years at Acme, the last four as lead", &["84mo", "48mo"]);
    check("12 employees, 9 of whom found it", &["12 employee", "9"]);
    check("takes 6 working days; in 2021 it took 11", &["518400s", "2021", "950400s"]);
    check("29 days instead of the earlier 47", &["2505600s", "4060800s"]);
    check("29 days, down from 47", &["2505600s", "4060800s from"]);
    check("6 days with a team of 11", &["518400s", "11 person"]);
    check("€13,500 instead of €18,000 a year", &["EUR 13500 per year", "EUR 18000 per year"]);
    check("€13,500 a year, down from €18,000", &["EUR 13500 per year", "EUR 18000 per year from"]);
    check("from a 52% markup to 44%", &["52% from", "44% to"]);
    check("one dock out of nine", &["1 of 9 dock"]);
    check("two sites out of nine", &["2 of 9 site"]);
    check("two year-end stock counts", &["2 count"]);
    check("75 year 7 families", &["75 family", "name year 7"]);
    check("118 hourly openings", &["118 opening", "1 times per hour"]);
    check("300 daily orders", &["300 order per day"]);
    check("three ended up in court", &["3"]);
    check("95,000 Danish kroner", &["DKK 95000"]);
    check("a 310,000-kroner budget", &["kr 310000"]);
    check("300 pounds sterling", &["GBP 300"]);
    check("300 pounds of flour", &["Mass 136077.711 pound"]);
}

#[test]
fn rarer_dress_is_read_too() {
    check("４５ trucks", &["45 truck"]);
    check("٤٥ trucks", &["45 truck"]);
    check("fünf Jahre", &["60mo"]);
    check("a trio of nurses", &["3 nurse"]);
    check("from no customers to 26", &["0 customer from", "26 customer to"]);
    check("with no recordable incidents", &["0 incident"]);
    check("there is no doubt", &[]);
    check("a single office out of five", &["1 of 5 office"]);
    check("helped double sales", &["x2 up"]);
    check("worked double shifts", &[]);
    check("twice as fast", &["x2 up"]);
    check("the number one region", &["name number 1"]);
    check("Phase Two trials", &["name phase 2"]);
    check("saved $71,000 in year one", &["USD 71000", "#1 year"]);
    check("helped stage 3 plays", &["3 play"]);
    check("to plant two trees", &["2 tree"]);
    check("Grade 40 essays a week", &["40 essay per week"]);
    check("for Grade 5 students", &["name grade 5"]);
    check("5 ‰ of parts", &["0.5%"]);
}

#[test]
fn neighbours_do_not_mislead() {
    check("2 to 3 staff and up to 15 volunteers", &["2..3 staff", "<=15 volunteer"]);
    check("down to 1.1% from 2.4%", &["1.1% to", "2.4% from"]);
    check("at or below 2%", &["<=2%"]);
    check("5 APIs", &["5 api"]);
    check("12 fit-out programmes", &["12 programme"]);
    check("12 fit-", &["12"]);
}
