"""CSV and XLSX in and out: people, amounts and goals checked cell by cell before anything is used."""
