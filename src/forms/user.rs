//! The set of forms that tables are recognized by. A user's forms extend the program's own, replace them, or
//! are new.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::builtin::{column_naming_form, column_naming_titles};
use super::{Form, builtin_forms, row_defining_forms};

/// The forms that tables are recognized by: the program's own and those of the user.
#[derive(Clone, Default, serde::Serialize, Deserialize)]
#[serde(from = "Vec<Form>", into = "Vec<Form>")]
pub struct Forms {
    custom: Vec<Form>,
    /// All forms, built on first use.
    all: OnceLock<Arc<[Arc<Form>]>>,
    /// The forms that state how their rows hang together, built on first use.
    row_defining: OnceLock<Arc<[Arc<Form>]>>,
}

impl Forms {
    /// Creates a set of the program's forms and the user's forms. A user's form replaces a form with the same
    /// code.
    #[must_use]
    pub fn with_user_forms(own: Vec<Form>) -> Self {
        Self { custom: own, ..Self::default() }
    }

    /// Whether the user has no forms.
    #[must_use]
    pub fn has_no_user_forms(&self) -> bool {
        self.custom.is_empty()
    }

    /// Returns all forms.
    #[must_use]
    pub fn all(&self) -> &[Arc<Form>] {
        self.all.get_or_init(|| {
            let mut all = builtin_forms().to_vec();
            for form in &self.custom {
                let form = Arc::new(form.clone());
                match all.iter_mut().find(|known| known.code.eq_ignore_ascii_case(&form.code)) {
                    Some(known) => *known = form,
                    None => all.push(form),
                }
            }
            all.into()
        })
    }

    /// Returns the forms that state how their rows hang together. Tables are recognized by these.
    #[must_use]
    pub fn row_defining(&self) -> &[Arc<Form>] {
        if self.custom.is_empty() {
            return row_defining_forms();
        }
        let telling = || self.all().iter().filter(|form| form.defines_rows()).cloned().collect();
        self.row_defining.get_or_init(telling)
    }

    /// Returns those of the other forms of which `is_said` accepts a title. They name the columns of tables
    /// that were read without a form.
    #[must_use]
    pub fn column_naming(&self, is_said: &dyn Fn(&str) -> bool) -> Vec<Arc<Form>> {
        if self.custom.is_empty() {
            let places = column_naming_titles()
                .enumerate()
                .filter_map(|(place, mut titles)| titles.any(is_said).then_some(place));
            return places.map(column_naming_form).collect();
        }
        let said = |form: &&Arc<Form>| !form.defines_rows() && form.title.iter().any(|title| is_said(title));
        self.all().iter().filter(said).cloned().collect()
    }
}

impl From<Vec<Form>> for Forms {
    fn from(own: Vec<Form>) -> Self {
        Self::with_user_forms(own)
    }
}

impl From<Forms> for Vec<Form> {
    fn from(forms: Forms) -> Self {
        forms.custom
    }
}

/// Prints only the user's forms; the program's own are always present.
impl std::fmt::Debug for Forms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Forms").field(&self.custom).finish()
    }
}
