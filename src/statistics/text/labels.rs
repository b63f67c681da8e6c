//! What to call a group of texts: the terms that are frequent in it and rare in the others.

/// Class-based TF-IDF: each class's term frequencies times `ln(1 + A / f)`, by class and term.
///
/// `counts[class][term]`; a class's frequencies are taken as shares of its own words, `A` is the mean
/// number of words of a class and `f` a term's count in all classes (Grootendorst 2022, `BERTopic`).
/// A class without words has weights of zero.
pub fn class_tf_idf(counts: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let words: Vec<f64> = counts.iter().map(|class| class.iter().sum()).collect();
    let mean = words.iter().sum::<f64>() / counts.len() as f64;
    let terms = counts.first().map_or(0, Vec::len);
    let inverse: Vec<f64> = (0..terms)
        .map(|term| counts.iter().map(|class| class[term]).sum::<f64>())
        .map(|all| if all > 0.0 { (1.0 + mean / all).ln() } else { 0.0 })
        .collect();
    let weight = |class: &Vec<f64>, words: f64| -> Vec<f64> {
        class.iter().zip(&inverse).map(|(count, inverse)| if words > 0.0 { count / words * inverse } else { 0.0 }).collect()
    };
    counts.iter().zip(words).map(|(class, words)| weight(class, words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_of_one_class_weighs_more_than_one_of_both() {
        // Two classes of four words: "late" twice in one, "fee" once in each, the rest elsewhere.
        let weights = class_tf_idf(&[vec![2.0, 2.0, 0.0], vec![0.0, 2.0, 2.0]]);
        // A = 4; late: 1/2 ln(1 + 4/2); fee: 1/2 ln(1 + 4/4).
        assert!((weights[0][0] - 0.5 * 3.0_f64.ln()).abs() < 1e-12);
        assert!((weights[0][1] - 0.5 * 2.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_class_without_words_has_no_weights() {
        assert_eq!(class_tf_idf(&[vec![0.0], vec![1.0]])[0], [0.0]);
    }
}
