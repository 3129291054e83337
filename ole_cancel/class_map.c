/* The map of classes; see class_map.h. */
#include "class_map.h"
#include <string.h>

#define GUID_CHARS 38
#define LARGEST (1 << 20)

static const struct {
	const char *word;
	enum class_model model;
} models[] = {
	{ "both", CLASS_BOTH },
	{ "apartment", CLASS_APARTMENT },
	{ "free", CLASS_FREE },
	{ "main", CLASS_MAIN },
};

static HANDLE open_map(void)
{
	static const WCHAR variable[] = { 'W', 'I', 'N', 'C', 'A', 'N', 'C',
					  'E', 'L', '_', 'P', 'R', 'E', 'F',
					  'I', 'X', 0 };
	static const WCHAR name[] = { '/', 'c', 'l', 'a', 's', 's', 'e', 's',
				      0 };
	WCHAR path[1024];
	DWORD length = GetEnvironmentVariableW(variable, path, 1000);

	if (!length || length >= 1000)
		return INVALID_HANDLE_VALUE;
	lstrcpyW(path + length, name);
	return CreateFileW(path, GENERIC_READ,
			   FILE_SHARE_READ | FILE_SHARE_WRITE |
				   FILE_SHARE_DELETE,
			   NULL, OPEN_EXISTING, 0, NULL);
}

/* All of it, with a zero behind; freed by HeapFree. NULL: there is none. */
static char *read_map(void)
{
	HANDLE file = open_map();
	char *text = NULL;
	DWORD size, got = 0;

	if (file == INVALID_HANDLE_VALUE)
		return NULL;
	size = GetFileSize(file, NULL);
	if (size < LARGEST)
		text = HeapAlloc(GetProcessHeap(), 0, size + 1);
	if (text && ReadFile(file, text, size, &got, NULL))
		text[got] = '\0';
	else if (text)
		text[0] = '\0';
	CloseHandle(file);
	return text;
}

static char *skip_blanks(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

static char *skip_word(char *s)
{
	while (*s && *s != ' ' && *s != '\t')
		s++;
	return s;
}

static bool is_class(const char *s, REFCLSID clsid)
{
	WCHAR text[GUID_CHARS + 1];
	CLSID named;

	for (int i = 0; i < GUID_CHARS; i++) {
		text[i] = (unsigned char)s[i];
		if (!s[i])
			return false;
	}
	text[GUID_CHARS] = 0;
	return SUCCEEDED(CLSIDFromString(text, &named)) &&
	       IsEqualCLSID(&named, clsid);
}

static bool read_model(const char *word, size_t length, enum class_model *model)
{
	for (unsigned i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (strlen(models[i].word) == length &&
		    !memcmp(models[i].word, word, length)) {
			*model = models[i].model;
			return true;
		}
	return false;
}

/* {CLSID} model library, to the end of the line */
static bool read_line(char *line, REFCLSID clsid, struct class_place *place)
{
	char *word, *end;

	line = skip_blanks(line);
	if (!is_class(line, clsid))
		return false;
	word = skip_blanks(line + GUID_CHARS);
	end = skip_word(word);
	if (!read_model(word, (size_t)(end - word), &place->model))
		return false;
	word = skip_blanks(end);
	return *word && MultiByteToWideChar(CP_UTF8, 0, word, -1,
					    place->library, 1024);
}

bool class_map_find(REFCLSID clsid, struct class_place *place)
{
	char *text = read_map(), *line, *end;
	bool found = false;

	for (line = text; line && !found; line = end) {
		end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		found = read_line(line, clsid, place);
	}
	HeapFree(GetProcessHeap(), 0, text);
	return found;
}
