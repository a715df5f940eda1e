namespace ImageSearch.Service.Access;

/// <summary>What an API key allows.</summary>
public enum KeyScope
{
    /// <summary>Searching and looking.</summary>
    Read,

    /// <summary>Adding and removing too.</summary>
    Write,

    /// <summary>Searching, looking, and taking the index files whole, with all paths in them: for read replicas.</summary>
    Follow,
}
