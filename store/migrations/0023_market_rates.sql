-- What currencies were worth on a day, each time that it was stated.
CREATE TABLE read_models.market_rates (
    organisation text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    cycle text NOT NULL,
    currency text NOT NULL,
    on_day date NOT NULL,
    stated bigint NOT NULL,
    rate numeric NOT NULL,
    was numeric,
    source text NOT NULL,
    file text,
    sha256 text,
    reason text,
    known_at timestamptz NOT NULL,
    PRIMARY KEY (organisation, cycle, currency, on_day, stated)
);
