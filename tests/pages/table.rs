//! Every form of the pages that posts to a server function: what is right in it, what is wrong, and who may send it.

use domain::access::Role;

/// The example company, with a system that feeds nothing and a person, whom only an administrator adds.
const WITH_UNUSED: &str = concat!(
    include_str!("../../docs/workspace.example.toml"),
    "\n[[source]]\nid = \"unused\"\nkind = \"prometheus\"\nurl = \"http://127.0.0.1:9\"\n",
    "[[person]]\nemail = \"thu@selat.example\"\nname = \"Thu\"\nrole = \"executive\"\n"
);

/// A form.
pub struct Form {
    /// Its server function.
    pub name: &'static str,
    /// Its page.
    pub page: &'static str,
    /// Its id on the page; empty for one of a row, which has no field to come back to.
    pub id: &'static str,
    /// Fields that are taken, in this order of forms.
    pub fields: &'static [(&'static str, &'static str)],
    /// One of the fields with something that is not taken, also by those who may.
    pub wrong: Option<(&'static str, &'static str)>,
    /// Who may.
    pub may: &'static [Role],
}

use Role::{Admin, Finance, MlLead};

const MODEL: &[Role] = &[Admin, MlLead];
const MONEY: &[Role] = &[Admin, Finance];
const RECORD: &[Role] = &[Admin, MlLead, Finance];
const ADMIN: &[Role] = &[Admin];

/// Server functions that change nothing of the company: the reader's colours, two parts of pages, the month of a what-if.
pub const OTHERS: [&str; 4] = ["set_theme", "service_live", "services_live", "what_if_month"];

/// Forms that need another system at the other end (`experiments.rs`), or a month that stands where they begin (`close.rs`): those files test
/// them, signed out and forbidden first.
pub const ELSEWHERE: [&str; 10] = [
    "take_over",
    "put_in_review",
    "withdraw_review",
    "close_month",
    "restate_month",
    "reopen_month",
    "challenge_line",
    "answer_challenge",
    "share_report",
    "revoke_share",
];

/// Forms that send a file.
pub const UPLOADS: [&str; 3] = ["import_csv", "import_rates", "import_tests"];

/// In an order in which each is taken.
pub const FORMS: &[Form] = &[
    Form {
        name: "apply_configuration",
        page: "/settings?tab=configuration",
        id: "apply",
        fields: &[("toml", WITH_UNUSED), ("act", "apply")],
        wrong: Some(("toml", "[workspace]\nname = \"Selat\nzone")),
        may: ADMIN,
    },
    Form {
        name: "add_driver",
        page: "/drivers",
        id: "new-driver",
        fields: &[
            ("id", "net-price"),
            ("name", "Price, \"net\" & without <tax>"),
            ("unit", "USD/order"),
            ("basis", "contribution"),
            ("kpi", ""),
            ("from", "2026-01-01"),
            ("value", "1.5"),
            ("low", "1"),
            ("high", "2"),
            ("evidence", "record"),
            ("source", "sổ cái 2026"),
        ],
        wrong: Some(("value", "about 1.5")),
        may: MONEY,
    },
    Form {
        name: "add_driver_value",
        page: "/drivers",
        id: "next-value",
        fields: &[
            ("driver", "reviewer-rate"),
            ("from", "2027-01-01"),
            ("value", "19.10"),
            ("low", ""),
            ("high", ""),
            ("evidence", "test"),
            ("source", "payroll"),
        ],
        wrong: Some(("from", "2025-10-01")),
        may: MONEY,
    },
    Form {
        name: "set_cost",
        page: "/drivers",
        id: "cost",
        fields: &[
            ("id", "recommender-extra"),
            ("name", "Labels"),
            ("service", "search-ranking"),
            ("part", "people"),
            ("from", "2027-01"),
            ("per_month", "9900"),
            ("currency", "SGD"),
            ("quantity", ""),
            ("price", ""),
            ("source", "invoice"),
        ],
        wrong: Some(("from", "2026-13")),
        may: MONEY,
    },
    Form {
        name: "approve_baseline",
        page: "/drivers",
        id: "baseline",
        fields: &[
            ("indicator", "churn/uptime"),
            ("statistic", "value"),
            ("from", "2027-01-01"),
            ("first", "2026-01"),
            ("last", "2026-03"),
            ("months", ""),
            ("value", "0.98"),
            ("low", ""),
            ("high", ""),
        ],
        wrong: Some(("months", "2026-1x")),
        may: MONEY,
    },
    Form {
        name: "add_pool",
        page: "/drivers",
        id: "new-pool",
        fields: &[("id", "shop"), ("name", "Shop"), ("cap", ""), ("share", ""), ("holdout", ""), ("factors", "")],
        wrong: Some(("share", "half")),
        may: MONEY,
    },
    Form {
        name: "set_target",
        page: "/drivers",
        id: "target",
        fields: &[("indicator", "churn/recall"), ("statistic", "value"), ("from", "2027-01"), ("value", "0.8"), ("amber", "0.7")],
        wrong: Some(("value", "high")),
        may: &[Admin, MlLead, Finance],
    },
    Form {
        name: "add_edge",
        page: "/value-map",
        id: "edges",
        fields: &[("from", "objective:keep-customers"), ("to", "kpi:waste")],
        // It serves that KPI itself already: a circle.
        wrong: Some(("from", "kpi:shipped-units")),
        may: MODEL,
    },
    Form {
        name: "remove_edge",
        page: "/value-map",
        id: "",
        fields: &[("from", "objective:keep-customers"), ("to", "kpi:waste")],
        wrong: None,
        may: MODEL,
    },
    Form {
        name: "add_objective",
        page: "/value-map",
        id: "objective",
        fields: &[("id", "grow"), ("name", "Grow"), ("owner", "daniel@selat.example")],
        wrong: Some(("id", "Grow faster!")),
        may: MODEL,
    },
    Form {
        name: "add_kpi",
        page: "/value-map",
        id: "kpi",
        fields: &[
            ("id", "visits"),
            ("name", "Visits"),
            ("unit", "visit"),
            ("kind", "gauge"),
            ("better", "lower"),
            ("parent", "objective:lose-less"),
        ],
        wrong: Some(("id", "Visits a day")),
        may: MODEL,
    },
    Form {
        name: "add_source",
        page: "/sources?connect=prometheus",
        id: "connect",
        // Nothing answers there.
        fields: &[
            ("kind", "prometheus"),
            ("id", "prom-x"),
            ("name", "Prometheus, X"),
            ("url", "http://127.0.0.1:9"),
            ("secret", "s3cret"),
            ("secret_env", ""),
        ],
        wrong: Some(("url", "ftp://prometheus")),
        may: MODEL,
    },
    Form {
        name: "set_secret",
        page: "/sources",
        id: "secret",
        fields: &[("source", "prom-x"), ("of", "access"), ("secret", "another")],
        wrong: Some(("secret", "two\nlines")),
        may: MODEL,
    },
    Form {
        name: "add_indicator",
        page: "/value-map",
        id: "indicator",
        fields: &[("service", "churn"), ("metric", "latency"), ("source", "prom-x"), ("query", "up"), ("denominator", "")],
        // Measured already.
        wrong: Some(("metric", "recall")),
        may: MODEL,
    },
    Form {
        name: "feed_series",
        page: "/sources/received",
        id: "feed",
        fields: &[
            ("id", "received"),
            ("service", "churn"),
            ("metric", "error-rate"),
            ("kpi", ""),
            ("query", "sum(increase(failed{job=\"a\"}[5m]))"),
            ("denominator", "sum(increase(all[5m]))"),
            ("scale", "1"),
            ("interval", "5m"),
        ],
        wrong: Some(("interval", "often")),
        may: MODEL,
    },
    Form { name: "stop_feeding", page: "/sources/received", id: "", fields: &[("series", "churn/error-rate")], wrong: None, may: MODEL },
    Form {
        name: "change_source",
        page: "/sources/telemetry",
        id: "settings",
        fields: &[("id", "telemetry"), ("name", "Telemetry & \"more\""), ("delay", "2m")],
        wrong: Some(("delay", "soon")),
        may: MODEL,
    },
    Form { name: "remove_source", page: "/sources/telemetry", id: "", fields: &[("id", "unused")], wrong: None, may: MODEL },
    Form {
        name: "save_mapping",
        page: "/value-map/mappings/fraud-hours",
        id: "",
        fields: &[
            ("draft[id]", "fraud-hours"),
            ("draft[name]", "Hours of reviewers for other work"),
            ("draft[service]", "fraud-score"),
            ("draft[template]", "team_time"),
            ("draft[basis]", "contribution"),
            ("draft[owner]", "daniel@selat.example"),
            ("draft[from]", "2027-01-01"),
            ("draft[factors][0][driver]", "reviewer-rate"),
        ],
        wrong: None,
        may: MODEL,
    },
    Form {
        name: "back_fill",
        page: "/sources",
        id: "back-fill",
        fields: &[("source", "prom-x"), ("months", "3")],
        wrong: Some(("source", "telemetry")),
        may: MODEL,
    },
    Form {
        name: "invite",
        page: "/settings?tab=people",
        id: "invite",
        fields: &[("name", "Mai"), ("email", "mai@selat.example"), ("role", "finance")],
        wrong: Some(("email", "mai")),
        may: ADMIN,
    },
    Form { name: "invite_again", page: "/settings?tab=people", id: "", fields: &[("email", "mai@selat.example")], wrong: None, may: ADMIN },
    Form {
        name: "set_role",
        page: "/settings?tab=people",
        id: "",
        fields: &[("email", "mai@selat.example"), ("role", "executive")],
        wrong: None,
        may: ADMIN,
    },
    Form {
        name: "remove_person",
        page: "/settings?tab=people",
        id: "",
        fields: &[("email", "mai@selat.example")],
        wrong: None,
        may: ADMIN,
    },
    Form {
        name: "add_token",
        page: "/settings?tab=tokens",
        id: "token",
        fields: &[("name", "ingest"), ("role", "executive")],
        wrong: Some(("name", " ")),
        may: ADMIN,
    },
    Form { name: "revoke_token", page: "/settings?tab=tokens", id: "", fields: &[("name", "ingest")], wrong: None, may: ADMIN },
    Form {
        name: "set_workspace",
        page: "/settings?tab=workspace",
        id: "workspace",
        fields: &[
            ("name", "Selat Commerce Group"),
            ("basis", "revenue"),
            ("coverage_threshold", "85"),
            ("time_zone", "Asia/Singapore"),
            ("currency", "USD"),
            ("grace_days", "4"),
            ("incident_window", "12h"),
        ],
        wrong: Some(("incident_window", "a few")),
        may: ADMIN,
    },
    Form {
        name: "record_deployment",
        page: "/services/fraud-score?month=2026-10",
        id: "deployment",
        fields: &[
            ("service", "fraud-score"),
            ("version", "v7"),
            ("at", "2026-10-13T09:00"),
            ("committed", "2026-10-12T15:00"),
            ("result", "through"),
            ("url", "https://ci.selat.example/7"),
        ],
        wrong: Some(("at", "2030-01-01T00:00")),
        may: RECORD,
    },
    Form {
        name: "record_incident",
        page: "/services/fraud-score?month=2026-10",
        id: "incident",
        fields: &[
            ("service", "fraud-score"),
            ("title", "Answers time out"),
            ("from", "2026-10-13T10:00"),
            ("until", "2026-10-13T11:30"),
            ("severity", "SEV-2"),
            ("key", "INC-1"),
            ("url", ""),
        ],
        wrong: Some(("until", "2026-10-13T09:30")),
        may: RECORD,
    },
    Form {
        name: "lay_incident",
        page: "/services/fraud-score?month=2026-10",
        id: "",
        fields: &[("service", "fraud-score"), ("incident", "push:INC-1"), ("release", "none")],
        wrong: None,
        may: MODEL,
    },
    Form {
        name: "set_rate",
        page: "/drivers",
        id: "rate",
        fields: &[("currency", "SGD"), ("date", "2026-09-30"), ("rate", "0.7412"), ("source", "MAS")],
        wrong: Some(("rate", "about 0.74")),
        may: MONEY,
    },
    Form {
        name: "import_rates",
        page: "/drivers",
        id: "rates-import",
        fields: &[("pasted", "month,currency,rate\n2026-09,IDR,0.0000612\n")],
        wrong: Some(("pasted", "day;amount")),
        may: MONEY,
    },
    Form {
        name: "import_csv",
        page: "/sources",
        id: "import",
        fields: &[("what", "kpis"), ("pasted", "time,kpi,value\n2026-10-01,checkout-orders,5\n")],
        wrong: Some(("pasted", "day;amount")),
        may: &[Admin, MlLead, Finance],
    },
    Form {
        name: "add_test",
        page: "/evidence",
        id: "add",
        fields: &[
            ("cells[id]", "badge-price"),
            ("cells[name]", "Badge \"new\" & <price>"),
            ("cells[service]", "recommender"),
            ("cells[kpi]", "search-conversion"),
            ("cells[metric]", "accuracy"),
            ("cells[kind]", "proportion"),
            ("cells[from]", "2026-09-01"),
            ("cells[to]", "2026-09-28"),
            ("cells[valid_until]", "2027-09-28"),
            ("cells[control_n]", "20000"),
            ("cells[control_successes]", "1800"),
            ("cells[control_mean]", ""),
            ("cells[control_variance]", ""),
            ("cells[control_indicator]", "0.92"),
            ("cells[treatment_n]", "20100"),
            ("cells[treatment_successes]", "1935"),
            ("cells[treatment_mean]", ""),
            ("cells[treatment_variance]", ""),
            ("cells[treatment_indicator]", "0.93"),
            ("cells[design]", "randomised"),
            ("cells[expected_split]", "0.5/0.5"),
            ("cells[exposed_share]", "0.8"),
            ("cells[stopped_early]", "no"),
            ("cells[mixed_assignment]", "no"),
            ("cells[repeats]", ""),
            ("cells[programme]", "badges"),
            ("cells[link]", "https://example.com/badge"),
        ],
        // More than the units of the arm.
        wrong: Some(("cells[control_successes]", "20001")),
        may: MODEL,
    },
    Form {
        name: "decide_test",
        page: "/evidence/tests/picks-v2",
        id: "decide",
        fields: &[
            ("id", "picks-v2"),
            ("decision", "dropped"),
            ("valid_until", "2026-12-31"),
            ("exposed_share", "0.85"),
            ("link", "https://example.com/why"),
        ],
        wrong: Some(("exposed_share", "1.5")),
        may: MODEL,
    },
    Form { name: "remove_test", page: "/evidence/tests/picks-v2", id: "", fields: &[("id", "badge-price")], wrong: None, may: MODEL },
    Form {
        name: "import_tests",
        page: "/evidence",
        id: "import",
        fields: &[(
            "pasted",
            "id,service,kind,from,to,control_n,control_successes,treatment_n,treatment_successes,valid_until\n\
             row-one,recommender,proportion,2026-08-03,2026-08-30,5000,500,5100,560,2027-08-30\n",
        )],
        wrong: Some(("pasted", "day;amount")),
        may: MODEL,
    },
];
