
namespace ImageSearch.Service.Access;

/// <summary>The keys that the service was started with.</summary>
/// <param name="Keys">Null where none are asked for.</param>
internal sealed record KeyRing(ApiKeys? Keys);
