//! A day as the sum of its cases. Everything is a whole number, so a case that changes is taken out and put in again, exactly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::histogram::{add, take};
use super::{Case, Categories, Class, Input, Numbers};
use crate::{Error, Result};

/// Most classes of a day.
pub const CLASSES_MAX: usize = 100;
/// Most categories of a feature in a day.
pub const CATEGORIES_MAX: usize = 1_000;

/// What a day's cases come to. Days add up to any period.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Day {
    /// How often each class was predicted.
    pub predicted: Categories,
    /// Labelled cases, by the class that was predicted and the one that came out.
    pub outcomes: BTreeMap<Class, BTreeMap<Class, u64>>,
    /// Labelled cases whose outcome has a time, and how long they took together.
    pub n_aged: u64,
    pub age_ms: i128,
    /// Inputs by name; the score is one of them.
    pub numbers: BTreeMap<String, Numbers>,
    pub categories: BTreeMap<String, Categories>,
}

impl Day {
    /// Counts a case; one without a prediction is none yet.
    ///
    /// # Errors
    /// More classes or categories than a day holds; then nothing is counted.
    pub fn put(&mut self, case: &Case) -> Result<()> {
        let Some(predicted) = &case.predicted else { return Ok(()) };
        self.check(case)?;
        add(&mut self.predicted.0, &predicted.class.as_str().to_owned(), 1);
        if let Some(labelled) = &case.labelled {
            add(self.outcomes.entry(predicted.class.clone()).or_default(), &labelled.class, 1);
        }
        if let Some(age_ms) = case.age_ms() {
            self.n_aged += 1;
            self.age_ms += i128::from(age_ms);
        }
        for (name, input) in &predicted.inputs {
            match input {
                Input::Number(bin) => add(&mut self.numbers.entry(name.clone()).or_default().0, bin, 1),
                Input::Category(category) => add(&mut self.categories.entry(name.clone()).or_default().0, category, 1),
            }
        }
        Ok(())
    }

    /// Takes a case out that was counted.
    pub fn take(&mut self, case: &Case) {
        let Some(predicted) = &case.predicted else { return };
        take(&mut self.predicted.0, &predicted.class.as_str().to_owned());
        if let Some(labelled) = &case.labelled {
            if let Some(of_class) = self.outcomes.get_mut(&predicted.class) {
                take(of_class, &labelled.class);
            }
            self.outcomes.retain(|_, of_class| !of_class.is_empty());
        }
        if let Some(age_ms) = case.age_ms() {
            self.n_aged = self.n_aged.saturating_sub(1);
            self.age_ms -= i128::from(age_ms);
        }
        for (name, input) in &predicted.inputs {
            match input {
                Input::Number(bin) => {
                    if let Some(numbers) = self.numbers.get_mut(name) {
                        take(&mut numbers.0, bin);
                    }
                }
                Input::Category(category) => {
                    if let Some(categories) = self.categories.get_mut(name) {
                        take(&mut categories.0, category);
                    }
                }
            }
        }
        self.numbers.retain(|_, numbers| !numbers.0.is_empty());
        self.categories.retain(|_, categories| !categories.0.is_empty());
    }

    /// Adds another day.
    pub fn merge(&mut self, other: &Self) {
        self.predicted.merge(&other.predicted);
        for (predicted, outcomes) in &other.outcomes {
            let mine = self.outcomes.entry(predicted.clone()).or_default();
            outcomes.iter().for_each(|(outcome, n)| add(mine, outcome, *n));
        }
        self.n_aged += other.n_aged;
        self.age_ms += other.age_ms;
        other.numbers.iter().for_each(|(name, numbers)| self.numbers.entry(name.clone()).or_default().merge(numbers));
        other.categories.iter().for_each(|(name, categories)| self.categories.entry(name.clone()).or_default().merge(categories));
    }

    /// Has it the same predictions and inputs? Labels alone move no drift.
    pub fn same_inputs(&self, other: &Self) -> bool {
        self.predicted == other.predicted && self.numbers == other.numbers && self.categories == other.categories
    }

    fn check(&self, case: &Case) -> Result<()> {
        let Some(predicted) = &case.predicted else { return Ok(()) };
        let full = |counts: &BTreeMap<_, u64>, class: &Class| counts.len() >= CLASSES_MAX && !counts.contains_key(class);
        let seen = &self.predicted.0;
        let too_many = seen.len() >= CLASSES_MAX && !seen.contains_key(predicted.class.as_str());
        let outcomes = self.outcomes.get(&predicted.class);
        if too_many || case.labelled.as_ref().is_some_and(|labelled| outcomes.is_some_and(|counts| full(counts, &labelled.class))) {
            let message = format!("a day has over {CLASSES_MAX} classes: predicted amounts are not compared, send a class");
            return Err(Error::field("prediction", message));
        }
        for (name, input) in &predicted.inputs {
            if let (Input::Category(category), Some(known)) = (input, self.categories.get(name))
                && known.0.len() >= CATEGORIES_MAX
                && !known.0.contains_key(category)
            {
                let message = format!(
                    "“{name}” has over {CATEGORIES_MAX} categories in a day: it is no category to compare, take it out of the service's features"
                );
                return Err(Error::field("features", message));
            }
        }
        Ok(())
    }
}
