
namespace ImageSearch.Service.Access;

/// <summary>What an API key allows.</summary>
public enum KeyScope
{
    /// <summary>Searching and looking.</summary>
    Read,

    /// <summary>Adding and removing too.</summary>
    Write,
}
