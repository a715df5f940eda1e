using ImageSearch.Cluster.Shards;
using Orleans.Services;

namespace ImageSearch.Cluster.Members;

/// <summary>A node, as Orleans carries questions to it. Its name and namespace stay what they are: by them nodes find it at each
/// other.</summary>
[Alias("imagesearch.shards")]
internal interface IShardService : IGrainService, IShardNode;
