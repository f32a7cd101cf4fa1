"""The making of the bundled model: sources -> pairs -> tokenizer -> table -> export."""
