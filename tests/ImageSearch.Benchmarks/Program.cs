using System.CommandLine;
using ImageSearch.Benchmarks;
using ImageSearch.Benchmarks.Fuzz;
using ImageSearch.Benchmarks.Growth;
using ImageSearch.Benchmarks.Lookalikes;
using ImageSearch.Benchmarks.Nodes;
using ImageSearch.Benchmarks.Thorough;

var root = new RootCommand("Measures ImageSearch on real images, beside its peers. Every command prints a report, then one line of JSON.")
{
    AccuracyBenchmark.Command(),
    ConfidenceBenchmark.Command(),
    DuplicatesBenchmark.Command(),
    VerificationBenchmark.Command(),
    SiftBenchmark.Command(),
    MatchBenchmark.Command(),
    QualityBenchmark.Command(),
    ThoroughBenchmark.Command(),
    SearchBenchmark.Command(),
    GrowthBenchmark.Command(),
    CudaBenchmark.Command(),
    IndexFileBenchmark.Command(),
    TruncationBenchmark.Command(),
    ServiceBenchmark.Command(),
    ServiceMemoryBenchmark.Command(),
    ServiceTruncation.Command(),
    ReplicaBenchmark.Command(),
    CandidatesBenchmark.Command(),
    ClusterBenchmark.Command(),
    ServiceFuzz.Command(),
    RowMaker.Command(),
    BasisMaker.Command(),
    AcceptedBenchmark.Command(),
    RelationsBenchmark.Command(),
    ConfirmBenchmark.Command(),
    MakeLookalikes.Command(),
    SummaryCommand.Create(),
    BenchmarkReport.RecordOption,
};
return root.Parse(args).Invoke();
