package io.millrace.benchmarks.capture;

/**
 * What a contender needed for a backlog, from the first sight of an event in Kafka to the last
 * transaction's.
 *
 * @param contender its name
 * @param eventsPerSecond over the events that came after the first sight
 * @param cpuSecondsPerMillion the contender's own, with its children, per million events
 * @param senderSecondsPerMillion the CPU of PostgreSQL's sender for it, likewise
 * @param kafkaSecondsPerMillion the broker's, likewise; 0 without a broker
 * @param peakMebibytes the largest resident set since its start
 * @param lost rows of the backlog without an event
 * @param repeated events beyond the first of a row
 * @param others events that were not the backlog's; more than a few spoil the figure
 * @param bytesPerEvent of an event's value, before compression; 0 without Kafka
 */
record BacklogFigures(
    String contender,
    double eventsPerSecond,
    double cpuSecondsPerMillion,
    double senderSecondsPerMillion,
    double kafkaSecondsPerMillion,
    long peakMebibytes,
    long lost,
    long repeated,
    long others,
    long bytesPerEvent) {}
