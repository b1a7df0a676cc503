namespace EksGrader.Db.Accounts;

/// <summary>Where tries to sign in to an account are counted together.</summary>
/// <param name="Name">What tells it from others.</param>
/// <param name="IsNetwork">Whether it is a network, where strangers may try. All networks together have a limit of their own.</param>
public readonly record struct SignInOrigin(string Name, bool IsNetwork)
{
    /// <summary>Every network together.</summary>
    internal static readonly SignInOrigin Networks = new("networks", IsNetwork: false);

    /// <summary>A browser that the account was signed in with before.</summary>
    public static SignInOrigin Browser(string id) => new($"browser {id}", IsNetwork: false);

    /// <summary>A client's network.</summary>
    public static SignInOrigin Network(string network) => new($"network {network}", IsNetwork: true);

    /// <summary>Something else that is counted by the account alone.</summary>
    public static SignInOrigin Of(string name) => new(name, IsNetwork: false);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
