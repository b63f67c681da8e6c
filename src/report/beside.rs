//! What a report is made of beside the data: what people wrote about it, and what was published before.

use super::published::Published;
use super::recommend::Recommendation;
use crate::analysis::denominators::Denominators;
use crate::analysis::disclosure::Audience;

/// What the workspace keeps beside the lake and the register.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The recommendations of the quarter, as people left them; those that the report drafts anew are added.
    pub recommendations: Vec<Recommendation>,
    /// Who reads the page.
    pub audience: Audience,
    /// The reports that were published.
    pub published: Vec<Published>,
    /// Customers or orders by period and segment; without any, cases are counted over days.
    pub denominators: Option<Denominators>,
}
