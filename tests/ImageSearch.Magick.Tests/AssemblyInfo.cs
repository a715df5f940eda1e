// The part's ImageMagick and that of PolicyTests start from one environment variable.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
