"""policy-ner: organisations, programmes, money and people counts in Chinese policy news."""
